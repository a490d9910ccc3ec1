# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_sre_global_optspecs
    string join \n bundle= demo= context= kubeconfig= replay= n/namespace= A/all-namespaces record= trace= audit= o/output= q/quiet color= config= model= plain resume= h/help V/version
end

function __fish_sre_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_sre_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_sre_using_subcommand
    set -l cmd (__fish_sre_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c sre -n "__fish_sre_needs_command" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_needs_command" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_needs_command" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_needs_command" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_needs_command" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_needs_command" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_needs_command" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_needs_command" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_needs_command" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_needs_command" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_needs_command" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_needs_command" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_needs_command" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_needs_command" -l resume -d 'Go on with a former session, the latest one without an id; an id follows only after `=`' -r
complete -c sre -n "__fish_sre_needs_command" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_needs_command" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_needs_command" -l plain -d 'Work line by line: for screen readers, dumb terminals and pipes'
complete -c sre -n "__fish_sre_needs_command" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_needs_command" -s V -l version -d 'Print version'
complete -c sre -n "__fish_sre_needs_command" -f -a "ask" -d 'Ask why something does not work'
complete -c sre -n "__fish_sre_needs_command" -f -a "scan" -d 'List everything that is wrong in a namespace or a cluster'
complete -c sre -n "__fish_sre_needs_command" -f -a "changes" -d 'Tell what happened to something when: revisions, writes, runs, conditions, events of note'
complete -c sre -n "__fish_sre_needs_command" -f -a "evidence" -d 'Show the evidence behind a citation: e3 of the report, or o7, everything that one read returned'
complete -c sre -n "__fish_sre_needs_command" -f -a "runs" -d 'List past investigations, or remove old ones'
complete -c sre -n "__fish_sre_needs_command" -f -a "sessions" -d 'List past sessions, to go on with one'
complete -c sre -n "__fish_sre_needs_command" -f -a "bundle" -d 'Collect support bundles, look into them, and serve them to kubectl'
complete -c sre -n "__fish_sre_needs_command" -f -a "demo" -d 'List the recorded incidents that come with the program'
complete -c sre -n "__fish_sre_needs_command" -f -a "causes" -d 'Explain the causes that the program can prove'
complete -c sre -n "__fish_sre_needs_command" -f -a "doctor" -d 'Check whether an investigation can run: configuration, cluster, identity, rights'
complete -c sre -n "__fish_sre_needs_command" -f -a "models" -d 'List the models that the configured endpoint has'
complete -c sre -n "__fish_sre_needs_command" -f -a "agents" -d 'Look at the agents that investigate where a model is named'
complete -c sre -n "__fish_sre_needs_command" -f -a "rbac" -d 'Print the role that the program needs in a cluster, for `kubectl apply`'
complete -c sre -n "__fish_sre_needs_command" -f -a "tools" -d 'Look at the tools that agents may call, or call one'
complete -c sre -n "__fish_sre_needs_command" -f -a "config" -d 'Show the configuration and where each value came from, or write a config file'
complete -c sre -n "__fish_sre_needs_command" -f -a "schema" -d 'Print the JSON Schema of the report, or of what `sre doctor` prints'
complete -c sre -n "__fish_sre_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c sre -n "__fish_sre_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand ask" -l max-steps -d 'The most turns that agents may take together' -r
complete -c sre -n "__fish_sre_using_subcommand ask" -l max-tokens -d 'The most tokens' -r
complete -c sre -n "__fish_sre_using_subcommand ask" -l max-cost -d 'The most US dollars, where prices are configured' -r
complete -c sre -n "__fish_sre_using_subcommand ask" -l max-time -d 'The longest time, e.g. 5m' -r
complete -c sre -n "__fish_sre_using_subcommand ask" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand ask" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand ask" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand ask" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand ask" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand ask" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand ask" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand ask" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand ask" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand ask" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand ask" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand ask" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand ask" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand ask" -l exit-code -d 'Tell with the exit code which kind of answer it was'
complete -c sre -n "__fish_sre_using_subcommand ask" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand ask" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand ask" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand scan" -l severity -d 'Show and count only what is at least so severe: critical, warning or info' -r -f -a "critical\t''
warning\t''
info\t''"
complete -c sre -n "__fish_sre_using_subcommand scan" -l baseline -d 'Leave out the findings of a former `sre scan -o json`, and say which of them are gone' -r -F
complete -c sre -n "__fish_sre_using_subcommand scan" -l write-baseline -d 'Write all findings to this file, for `--baseline`' -r -F
complete -c sre -n "__fish_sre_using_subcommand scan" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand scan" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand scan" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand scan" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand scan" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand scan" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand scan" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand scan" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand scan" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand scan" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand scan" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand scan" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand scan" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand scan" -l exit-code -d 'Tell with the exit code whether something was found'
complete -c sre -n "__fish_sre_using_subcommand scan" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand scan" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand scan" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand changes" -l since -d 'How far back: 30m, 2h, 7d, or `all`' -r
complete -c sre -n "__fish_sre_using_subcommand changes" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand changes" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand changes" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand changes" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand changes" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand changes" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand changes" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand changes" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand changes" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand changes" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand changes" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand changes" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand changes" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand changes" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand changes" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand changes" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand evidence" -l run -d 'The run: its id, the beginning of it, or a run\'s directory; without it the latest run' -r
complete -c sre -n "__fish_sre_using_subcommand evidence" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand evidence" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand evidence" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand evidence" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand evidence" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand evidence" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand evidence" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand evidence" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand evidence" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand evidence" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand evidence" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand evidence" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand evidence" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand evidence" -l full -d 'Print all of it, however long it is'
complete -c sre -n "__fish_sre_using_subcommand evidence" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand evidence" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand evidence" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -f -a "prune" -d 'Remove runs that are older or take more space than the configuration allows'
complete -c sre -n "__fish_sre_using_subcommand runs; and not __fish_seen_subcommand_from prune help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Remove runs that are older or take more space than the configuration allows'
complete -c sre -n "__fish_sre_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand sessions" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand sessions" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand sessions" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand sessions" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand sessions" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand sessions" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand sessions" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand sessions" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand sessions" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand sessions" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand sessions" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand sessions" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand sessions" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand sessions" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand sessions" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand sessions" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -f -a "create" -d 'Collect a bundle from a cluster, read-only and redacted'
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -f -a "serve" -d 'Answer kubectl and other clients from a bundle as the cluster would have'
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -f -a "inspect" -d 'Show what is in a bundle, and what is not'
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -f -a "verify" -d 'Check that a bundle can be relied on and that no secrets are left in it'
complete -c sre -n "__fish_sre_using_subcommand bundle; and not __fish_seen_subcommand_from create serve inspect verify help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l to -d 'The bundle to make: FILE.tar.zst, FILE.tar.gz, FILE.tar or a folder' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l logs -d 'Which logs: unhealthy (of what is not well, and of one ready pod an app), all or none' -r -f -a "unhealthy\t''
all\t''
none\t''"
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l helm -d 'Read Helm\'s release records too: who released what, without rendered manifests'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -l force -d 'Replace a bundle that is there already'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l listen -d 'Where to listen; port 0 takes any that is free' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l write-kubeconfig -d 'Write the kubeconfig to this file, readable by you alone, instead of standard output' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from inspect" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from help" -f -a "create" -d 'Collect a bundle from a cluster, read-only and redacted'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from help" -f -a "serve" -d 'Answer kubectl and other clients from a bundle as the cluster would have'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from help" -f -a "inspect" -d 'Show what is in a bundle, and what is not'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check that a bundle can be relied on and that no secrets are left in it'
complete -c sre -n "__fish_sre_using_subcommand bundle; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -f -a "list" -d 'List the recorded incidents with a question to ask each'
complete -c sre -n "__fish_sre_using_subcommand demo; and not __fish_seen_subcommand_from list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the recorded incidents with a question to ask each'
complete -c sre -n "__fish_sre_using_subcommand demo; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand causes" -l search -d 'List those whose page has this word' -r
complete -c sre -n "__fish_sre_using_subcommand causes" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand causes" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand causes" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand causes" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand causes" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand causes" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand causes" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand causes" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand causes" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand causes" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand causes" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand causes" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand causes" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand causes" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand causes" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand causes" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand doctor" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand doctor" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand doctor" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand doctor" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand doctor" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand doctor" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand doctor" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand doctor" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand doctor" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand doctor" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand doctor" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand doctor" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand doctor" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand doctor" -l exit-code -d 'Tell with the exit code whether there are warnings'
complete -c sre -n "__fish_sre_using_subcommand doctor" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand doctor" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand models" -l role -d 'The endpoint of this role: lead or specialist' -r -f -a "lead\t''
specialist\t''"
complete -c sre -n "__fish_sre_using_subcommand models" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand models" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand models" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand models" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand models" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand models" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand models" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand models" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand models" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand models" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand models" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand models" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand models" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand models" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand models" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand models" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -f -a "list" -d 'List the agents and whether they can be asked'
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -f -a "show" -d 'Print an agent as its file has it'
complete -c sre -n "__fish_sre_using_subcommand agents; and not __fish_seen_subcommand_from list show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the agents and whether they can be asked'
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print an agent as its file has it'
complete -c sre -n "__fish_sre_using_subcommand agents; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand rbac" -l logs -d 'Leave out the logs of pods with `--logs=false`' -r -f -a "true\t''
false\t''"
complete -c sre -n "__fish_sre_using_subcommand rbac" -l name -d 'Name of the role and of what binds it' -r
complete -c sre -n "__fish_sre_using_subcommand rbac" -l service-account -d 'Print a ServiceAccount too, and bind the role to it' -r
complete -c sre -n "__fish_sre_using_subcommand rbac" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand rbac" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand rbac" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand rbac" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand rbac" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand rbac" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand rbac" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand rbac" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand rbac" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand rbac" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand rbac" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand rbac" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand rbac" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand rbac" -l helm -d 'Add Secrets, whose metadata and Helm release records are read'
complete -c sre -n "__fish_sre_using_subcommand rbac" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand rbac" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand rbac" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -f -a "list" -d 'List the tools'
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -f -a "show" -d 'Show what a tool takes'
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -f -a "run" -d 'Call a tool, as an agent would'
complete -c sre -n "__fish_sre_using_subcommand tools; and not __fish_seen_subcommand_from list show run help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l args -d 'Its arguments: a JSON object, @FILE, or `-` for standard input' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the tools'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show what a tool takes'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from help" -f -a "run" -d 'Call a tool, as an agent would'
complete -c sre -n "__fish_sre_using_subcommand tools; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -f -a "show" -d 'Show every value and where it came from: default, config file, environment or flag'
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -f -a "path" -d 'Print the path of the config file'
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -f -a "init" -d 'Write a config file that explains every key and changes nothing'
complete -c sre -n "__fish_sre_using_subcommand config; and not __fish_seen_subcommand_from show path init help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -l force -d 'Replace the file that is there'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show every value and where it came from: default, config file, environment or flag'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "path" -d 'Print the path of the config file'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "init" -d 'Write a config file that explains every key and changes nothing'
complete -c sre -n "__fish_sre_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand schema" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand schema" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand schema" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand schema" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand schema" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand schema" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand schema" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand schema" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand schema" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand schema" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand schema" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand schema" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand schema" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand schema" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand schema" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sre -n "__fish_sre_using_subcommand completions" -l model -d 'Let this model investigate, or `none`; its endpoint is in the config file' -r
complete -c sre -n "__fish_sre_using_subcommand completions" -l bundle -d 'Ask a support bundle: a directory or an archive' -r -F
complete -c sre -n "__fish_sre_using_subcommand completions" -l demo -d 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`' -r
complete -c sre -n "__fish_sre_using_subcommand completions" -l context -d 'Ask the live cluster of this kubeconfig context' -r
complete -c sre -n "__fish_sre_using_subcommand completions" -l kubeconfig -d 'Read the contexts from this file' -r -F
complete -c sre -n "__fish_sre_using_subcommand completions" -l replay -d 'Answer from a recorded run and as of its time; without a question, the recorded one' -r -F
complete -c sre -n "__fish_sre_using_subcommand completions" -s n -l namespace -d 'The question is about this namespace' -r
complete -c sre -n "__fish_sre_using_subcommand completions" -l record -d 'Keep the run in this directory, which must be empty or not exist yet' -r -F
complete -c sre -n "__fish_sre_using_subcommand completions" -l trace -d 'Write each step to this file as it happens, as JSON Lines' -r -F
complete -c sre -n "__fish_sre_using_subcommand completions" -l audit -d 'Write each request to this file: what was asked of whom, for what, and whether it was allowed' -r -F
complete -c sre -n "__fish_sre_using_subcommand completions" -s o -l output -d 'How to print: text, markdown, json or yaml; a scan also as sarif or junit' -r -f -a "text\t'For a person at a terminal'
markdown\t'For a ticket or a chat'
json\t'For a program: `sre.report/v1`'
yaml\t'The same as YAML'
sarif\t'A scan for what collects results of scanners: SARIF 2.1.0'
junit\t'A scan for what shows test results: `JUnit` XML'"
complete -c sre -n "__fish_sre_using_subcommand completions" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that has them'
always\t'Always'
never\t'Never'"
complete -c sre -n "__fish_sre_using_subcommand completions" -l config -d 'Read this config file instead of the platform\'s' -r -F
complete -c sre -n "__fish_sre_using_subcommand completions" -s A -l all-namespaces -d 'The question is about all namespaces'
complete -c sre -n "__fish_sre_using_subcommand completions" -s q -l quiet -d 'Print the answer and errors only, not the steps'
complete -c sre -n "__fish_sre_using_subcommand completions" -s h -l help -d 'Print help'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "ask" -d 'Ask why something does not work'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "scan" -d 'List everything that is wrong in a namespace or a cluster'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "changes" -d 'Tell what happened to something when: revisions, writes, runs, conditions, events of note'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "evidence" -d 'Show the evidence behind a citation: e3 of the report, or o7, everything that one read returned'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "runs" -d 'List past investigations, or remove old ones'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "sessions" -d 'List past sessions, to go on with one'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "bundle" -d 'Collect support bundles, look into them, and serve them to kubectl'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "demo" -d 'List the recorded incidents that come with the program'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "causes" -d 'Explain the causes that the program can prove'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "doctor" -d 'Check whether an investigation can run: configuration, cluster, identity, rights'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "models" -d 'List the models that the configured endpoint has'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "agents" -d 'Look at the agents that investigate where a model is named'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "rbac" -d 'Print the role that the program needs in a cluster, for `kubectl apply`'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "tools" -d 'Look at the tools that agents may call, or call one'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "config" -d 'Show the configuration and where each value came from, or write a config file'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "schema" -d 'Print the JSON Schema of the report, or of what `sre doctor` prints'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c sre -n "__fish_sre_using_subcommand help; and not __fish_seen_subcommand_from ask scan changes evidence runs sessions bundle demo causes doctor models agents rbac tools config schema completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "prune" -d 'Remove runs that are older or take more space than the configuration allows'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from bundle" -f -a "create" -d 'Collect a bundle from a cluster, read-only and redacted'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from bundle" -f -a "serve" -d 'Answer kubectl and other clients from a bundle as the cluster would have'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from bundle" -f -a "inspect" -d 'Show what is in a bundle, and what is not'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from bundle" -f -a "verify" -d 'Check that a bundle can be relied on and that no secrets are left in it'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from demo" -f -a "list" -d 'List the recorded incidents with a question to ask each'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from agents" -f -a "list" -d 'List the agents and whether they can be asked'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from agents" -f -a "show" -d 'Print an agent as its file has it'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from tools" -f -a "list" -d 'List the tools'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from tools" -f -a "show" -d 'Show what a tool takes'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from tools" -f -a "run" -d 'Call a tool, as an agent would'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Show every value and where it came from: default, config file, environment or flag'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "path" -d 'Print the path of the config file'
complete -c sre -n "__fish_sre_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "init" -d 'Write a config file that explains every key and changes nothing'
