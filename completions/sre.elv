
use builtin;
use str;

set edit:completion:arg-completer[sre] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'sre'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'sre'= {
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --resume 'Go on with a former session, the latest one without an id; an id follows only after `=`'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand --plain 'Work line by line: for screen readers, dumb terminals and pipes'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand ask 'Ask why something does not work'
            cand scan 'List everything that is wrong in a namespace or a cluster'
            cand changes 'Tell what happened to something when: revisions, writes, runs, conditions, events of note'
            cand evidence 'Show the evidence behind a citation: e3 of the report, or o7, everything that one read returned'
            cand runs 'List past investigations, or remove old ones'
            cand sessions 'List past sessions, to go on with one'
            cand bundle 'Collect support bundles, look into them, and serve them to kubectl'
            cand demo 'List the recorded incidents that come with the program'
            cand causes 'Explain the causes that the program can prove'
            cand doctor 'Check whether an investigation can run: configuration, cluster, identity, rights'
            cand models 'List the models that the configured endpoint has'
            cand agents 'Look at the agents that investigate where a model is named'
            cand rbac 'Print the role that the program needs in a cluster, for `kubectl apply`'
            cand tools 'Look at the tools that agents may call, or call one'
            cand config 'Show the configuration and where each value came from, or write a config file'
            cand schema 'Print the JSON Schema of the report, or of what `sre doctor` prints'
            cand completions 'Print a completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;ask'= {
            cand --max-steps 'The most turns that agents may take together'
            cand --max-tokens 'The most tokens'
            cand --max-cost 'The most US dollars, where prices are configured'
            cand --max-time 'The longest time, e.g. 5m'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --exit-code 'Tell with the exit code which kind of answer it was'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;scan'= {
            cand --severity 'Show and count only what is at least so severe: critical, warning or info'
            cand --baseline 'Leave out the findings of a former `sre scan -o json`, and say which of them are gone'
            cand --write-baseline 'Write all findings to this file, for `--baseline`'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --exit-code 'Tell with the exit code whether something was found'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;changes'= {
            cand --since 'How far back: 30m, 2h, 7d, or `all`'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;evidence'= {
            cand --run 'The run: its id, the beginning of it, or a run''s directory; without it the latest run'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --full 'Print all of it, however long it is'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;runs'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
            cand prune 'Remove runs that are older or take more space than the configuration allows'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;runs;prune'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;runs;help'= {
            cand prune 'Remove runs that are older or take more space than the configuration allows'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;runs;help;prune'= {
        }
        &'sre;runs;help;help'= {
        }
        &'sre;sessions'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;bundle'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
            cand create 'Collect a bundle from a cluster, read-only and redacted'
            cand serve 'Answer kubectl and other clients from a bundle as the cluster would have'
            cand inspect 'Show what is in a bundle, and what is not'
            cand verify 'Check that a bundle can be relied on and that no secrets are left in it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;bundle;create'= {
            cand --to 'The bundle to make: FILE.tar.zst, FILE.tar.gz, FILE.tar or a folder'
            cand --logs 'Which logs: unhealthy (of what is not well, and of one ready pod an app), all or none'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --helm 'Read Helm''s release records too: who released what, without rendered manifests'
            cand --force 'Replace a bundle that is there already'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;bundle;serve'= {
            cand --listen 'Where to listen; port 0 takes any that is free'
            cand --write-kubeconfig 'Write the kubeconfig to this file, readable by you alone, instead of standard output'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;bundle;inspect'= {
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;bundle;verify'= {
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;bundle;help'= {
            cand create 'Collect a bundle from a cluster, read-only and redacted'
            cand serve 'Answer kubectl and other clients from a bundle as the cluster would have'
            cand inspect 'Show what is in a bundle, and what is not'
            cand verify 'Check that a bundle can be relied on and that no secrets are left in it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;bundle;help;create'= {
        }
        &'sre;bundle;help;serve'= {
        }
        &'sre;bundle;help;inspect'= {
        }
        &'sre;bundle;help;verify'= {
        }
        &'sre;bundle;help;help'= {
        }
        &'sre;demo'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List the recorded incidents with a question to ask each'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;demo;list'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;demo;help'= {
            cand list 'List the recorded incidents with a question to ask each'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;demo;help;list'= {
        }
        &'sre;demo;help;help'= {
        }
        &'sre;causes'= {
            cand --search 'List those whose page has this word'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;doctor'= {
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --exit-code 'Tell with the exit code whether there are warnings'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;models'= {
            cand --role 'The endpoint of this role: lead or specialist'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;agents'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List the agents and whether they can be asked'
            cand show 'Print an agent as its file has it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;agents;list'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;agents;show'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;agents;help'= {
            cand list 'List the agents and whether they can be asked'
            cand show 'Print an agent as its file has it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;agents;help;list'= {
        }
        &'sre;agents;help;show'= {
        }
        &'sre;agents;help;help'= {
        }
        &'sre;rbac'= {
            cand --logs 'Leave out the logs of pods with `--logs=false`'
            cand --name 'Name of the role and of what binds it'
            cand --service-account 'Print a ServiceAccount too, and bind the role to it'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --helm 'Add Secrets, whose metadata and Helm release records are read'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;tools'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List the tools'
            cand show 'Show what a tool takes'
            cand run 'Call a tool, as an agent would'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;tools;list'= {
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;tools;show'= {
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;tools;run'= {
            cand --args 'Its arguments: a JSON object, @FILE, or `-` for standard input'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;tools;help'= {
            cand list 'List the tools'
            cand show 'Show what a tool takes'
            cand run 'Call a tool, as an agent would'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;tools;help;list'= {
        }
        &'sre;tools;help;show'= {
        }
        &'sre;tools;help;run'= {
        }
        &'sre;tools;help;help'= {
        }
        &'sre;config'= {
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
            cand show 'Show every value and where it came from: default, config file, environment or flag'
            cand path 'Print the path of the config file'
            cand init 'Write a config file that explains every key and changes nothing'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;config;show'= {
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;config;path'= {
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;config;init'= {
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --force 'Replace the file that is there'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;config;help'= {
            cand show 'Show every value and where it came from: default, config file, environment or flag'
            cand path 'Print the path of the config file'
            cand init 'Write a config file that explains every key and changes nothing'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;config;help;show'= {
        }
        &'sre;config;help;path'= {
        }
        &'sre;config;help;init'= {
        }
        &'sre;config;help;help'= {
        }
        &'sre;schema'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'sre;completions'= {
            cand --model 'Let this model investigate, or `none`; its endpoint is in the config file'
            cand --bundle 'Ask a support bundle: a directory or an archive'
            cand --demo 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`'
            cand --context 'Ask the live cluster of this kubeconfig context'
            cand --kubeconfig 'Read the contexts from this file'
            cand --replay 'Answer from a recorded run and as of its time; without a question, the recorded one'
            cand -n 'The question is about this namespace'
            cand --namespace 'The question is about this namespace'
            cand --record 'Keep the run in this directory, which must be empty or not exist yet'
            cand --trace 'Write each step to this file as it happens, as JSON Lines'
            cand --audit 'Write each request to this file: what was asked of whom, for what, and whether it was allowed'
            cand -o 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --output 'How to print: text, markdown, json or yaml; a scan also as sarif or junit'
            cand --color 'Colours: auto, always or never'
            cand --config 'Read this config file instead of the platform''s'
            cand -A 'The question is about all namespaces'
            cand --all-namespaces 'The question is about all namespaces'
            cand -q 'Print the answer and errors only, not the steps'
            cand --quiet 'Print the answer and errors only, not the steps'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'sre;help'= {
            cand ask 'Ask why something does not work'
            cand scan 'List everything that is wrong in a namespace or a cluster'
            cand changes 'Tell what happened to something when: revisions, writes, runs, conditions, events of note'
            cand evidence 'Show the evidence behind a citation: e3 of the report, or o7, everything that one read returned'
            cand runs 'List past investigations, or remove old ones'
            cand sessions 'List past sessions, to go on with one'
            cand bundle 'Collect support bundles, look into them, and serve them to kubectl'
            cand demo 'List the recorded incidents that come with the program'
            cand causes 'Explain the causes that the program can prove'
            cand doctor 'Check whether an investigation can run: configuration, cluster, identity, rights'
            cand models 'List the models that the configured endpoint has'
            cand agents 'Look at the agents that investigate where a model is named'
            cand rbac 'Print the role that the program needs in a cluster, for `kubectl apply`'
            cand tools 'Look at the tools that agents may call, or call one'
            cand config 'Show the configuration and where each value came from, or write a config file'
            cand schema 'Print the JSON Schema of the report, or of what `sre doctor` prints'
            cand completions 'Print a completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'sre;help;ask'= {
        }
        &'sre;help;scan'= {
        }
        &'sre;help;changes'= {
        }
        &'sre;help;evidence'= {
        }
        &'sre;help;runs'= {
            cand prune 'Remove runs that are older or take more space than the configuration allows'
        }
        &'sre;help;runs;prune'= {
        }
        &'sre;help;sessions'= {
        }
        &'sre;help;bundle'= {
            cand create 'Collect a bundle from a cluster, read-only and redacted'
            cand serve 'Answer kubectl and other clients from a bundle as the cluster would have'
            cand inspect 'Show what is in a bundle, and what is not'
            cand verify 'Check that a bundle can be relied on and that no secrets are left in it'
        }
        &'sre;help;bundle;create'= {
        }
        &'sre;help;bundle;serve'= {
        }
        &'sre;help;bundle;inspect'= {
        }
        &'sre;help;bundle;verify'= {
        }
        &'sre;help;demo'= {
            cand list 'List the recorded incidents with a question to ask each'
        }
        &'sre;help;demo;list'= {
        }
        &'sre;help;causes'= {
        }
        &'sre;help;doctor'= {
        }
        &'sre;help;models'= {
        }
        &'sre;help;agents'= {
            cand list 'List the agents and whether they can be asked'
            cand show 'Print an agent as its file has it'
        }
        &'sre;help;agents;list'= {
        }
        &'sre;help;agents;show'= {
        }
        &'sre;help;rbac'= {
        }
        &'sre;help;tools'= {
            cand list 'List the tools'
            cand show 'Show what a tool takes'
            cand run 'Call a tool, as an agent would'
        }
        &'sre;help;tools;list'= {
        }
        &'sre;help;tools;show'= {
        }
        &'sre;help;tools;run'= {
        }
        &'sre;help;config'= {
            cand show 'Show every value and where it came from: default, config file, environment or flag'
            cand path 'Print the path of the config file'
            cand init 'Write a config file that explains every key and changes nothing'
        }
        &'sre;help;config;show'= {
        }
        &'sre;help;config;path'= {
        }
        &'sre;help;config;init'= {
        }
        &'sre;help;schema'= {
        }
        &'sre;help;completions'= {
        }
        &'sre;help;help'= {
        }
    ]
    $completions[$command]
}
