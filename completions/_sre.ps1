
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'sre' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'sre'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'sre' {
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Go on with a former session, the latest one without an id; an id follows only after `=`')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Work line by line: for screen readers, dumb terminals and pipes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('ask', 'ask', [CompletionResultType]::ParameterValue, 'Ask why something does not work')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'List everything that is wrong in a namespace or a cluster')
            [CompletionResult]::new('changes', 'changes', [CompletionResultType]::ParameterValue, 'Tell what happened to something when: revisions, writes, runs, conditions, events of note')
            [CompletionResult]::new('evidence', 'evidence', [CompletionResultType]::ParameterValue, 'Show the evidence behind a citation: e3 of the report, or o7, everything that one read returned')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'List past investigations, or remove old ones')
            [CompletionResult]::new('sessions', 'sessions', [CompletionResultType]::ParameterValue, 'List past sessions, to go on with one')
            [CompletionResult]::new('bundle', 'bundle', [CompletionResultType]::ParameterValue, 'Collect support bundles, look into them, and serve them to kubectl')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'List the recorded incidents that come with the program')
            [CompletionResult]::new('causes', 'causes', [CompletionResultType]::ParameterValue, 'Explain the causes that the program can prove')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check whether an investigation can run: configuration, cluster, identity, rights')
            [CompletionResult]::new('models', 'models', [CompletionResultType]::ParameterValue, 'List the models that the configured endpoint has')
            [CompletionResult]::new('agents', 'agents', [CompletionResultType]::ParameterValue, 'Look at the agents that investigate where a model is named')
            [CompletionResult]::new('rbac', 'rbac', [CompletionResultType]::ParameterValue, 'Print the role that the program needs in a cluster, for `kubectl apply`')
            [CompletionResult]::new('tools', 'tools', [CompletionResultType]::ParameterValue, 'Look at the tools that agents may call, or call one')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the configuration and where each value came from, or write a config file')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the report, or of what `sre doctor` prints')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;ask' {
            [CompletionResult]::new('--max-steps', '--max-steps', [CompletionResultType]::ParameterName, 'The most turns that agents may take together')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'The most tokens')
            [CompletionResult]::new('--max-cost', '--max-cost', [CompletionResultType]::ParameterName, 'The most US dollars, where prices are configured')
            [CompletionResult]::new('--max-time', '--max-time', [CompletionResultType]::ParameterName, 'The longest time, e.g. 5m')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Tell with the exit code which kind of answer it was')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;scan' {
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'Show and count only what is at least so severe: critical, warning or info')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Leave out the findings of a former `sre scan -o json`, and say which of them are gone')
            [CompletionResult]::new('--write-baseline', '--write-baseline', [CompletionResultType]::ParameterName, 'Write all findings to this file, for `--baseline`')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Tell with the exit code whether something was found')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;changes' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'How far back: 30m, 2h, 7d, or `all`')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;evidence' {
            [CompletionResult]::new('--run', '--run', [CompletionResultType]::ParameterName, 'The run: its id, the beginning of it, or a run''s directory; without it the latest run')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'Print all of it, however long it is')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;runs' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove runs that are older or take more space than the configuration allows')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;runs;prune' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;runs;help' {
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove runs that are older or take more space than the configuration allows')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;runs;help;prune' {
            break
        }
        'sre;runs;help;help' {
            break
        }
        'sre;sessions' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;bundle' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Collect a bundle from a cluster, read-only and redacted')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Answer kubectl and other clients from a bundle as the cluster would have')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what is in a bundle, and what is not')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that a bundle can be relied on and that no secrets are left in it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;bundle;create' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The bundle to make: FILE.tar.zst, FILE.tar.gz, FILE.tar or a folder')
            [CompletionResult]::new('--logs', '--logs', [CompletionResultType]::ParameterName, 'Which logs: unhealthy (of what is not well, and of one ready pod an app), all or none')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--helm', '--helm', [CompletionResultType]::ParameterName, 'Read Helm''s release records too: who released what, without rendered manifests')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace a bundle that is there already')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;bundle;serve' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Where to listen; port 0 takes any that is free')
            [CompletionResult]::new('--write-kubeconfig', '--write-kubeconfig', [CompletionResultType]::ParameterName, 'Write the kubeconfig to this file, readable by you alone, instead of standard output')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;bundle;inspect' {
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;bundle;verify' {
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;bundle;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Collect a bundle from a cluster, read-only and redacted')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Answer kubectl and other clients from a bundle as the cluster would have')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what is in a bundle, and what is not')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that a bundle can be relied on and that no secrets are left in it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;bundle;help;create' {
            break
        }
        'sre;bundle;help;serve' {
            break
        }
        'sre;bundle;help;inspect' {
            break
        }
        'sre;bundle;help;verify' {
            break
        }
        'sre;bundle;help;help' {
            break
        }
        'sre;demo' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the recorded incidents with a question to ask each')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;demo;list' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;demo;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the recorded incidents with a question to ask each')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;demo;help;list' {
            break
        }
        'sre;demo;help;help' {
            break
        }
        'sre;causes' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'List those whose page has this word')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;doctor' {
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Tell with the exit code whether there are warnings')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;models' {
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'The endpoint of this role: lead or specialist')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;agents' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the agents and whether they can be asked')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print an agent as its file has it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;agents;list' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;agents;show' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;agents;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the agents and whether they can be asked')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print an agent as its file has it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;agents;help;list' {
            break
        }
        'sre;agents;help;show' {
            break
        }
        'sre;agents;help;help' {
            break
        }
        'sre;rbac' {
            [CompletionResult]::new('--logs', '--logs', [CompletionResultType]::ParameterName, 'Leave out the logs of pods with `--logs=false`')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the role and of what binds it')
            [CompletionResult]::new('--service-account', '--service-account', [CompletionResultType]::ParameterName, 'Print a ServiceAccount too, and bind the role to it')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--helm', '--helm', [CompletionResultType]::ParameterName, 'Add Secrets, whose metadata and Helm release records are read')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;tools' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tools')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a tool takes')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Call a tool, as an agent would')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;tools;list' {
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;tools;show' {
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;tools;run' {
            [CompletionResult]::new('--args', '--args', [CompletionResultType]::ParameterName, 'Its arguments: a JSON object, @FILE, or `-` for standard input')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;tools;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tools')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a tool takes')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Call a tool, as an agent would')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;tools;help;list' {
            break
        }
        'sre;tools;help;show' {
            break
        }
        'sre;tools;help;run' {
            break
        }
        'sre;tools;help;help' {
            break
        }
        'sre;config' {
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every value and where it came from: default, config file, environment or flag')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print the path of the config file')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a config file that explains every key and changes nothing')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;config;show' {
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;config;path' {
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;config;init' {
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace the file that is there')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;config;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every value and where it came from: default, config file, environment or flag')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print the path of the config file')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a config file that explains every key and changes nothing')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;config;help;show' {
            break
        }
        'sre;config;help;path' {
            break
        }
        'sre;config;help;init' {
            break
        }
        'sre;config;help;help' {
            break
        }
        'sre;schema' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'sre;completions' {
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Let this model investigate, or `none`; its endpoint is in the config file')
            [CompletionResult]::new('--bundle', '--bundle', [CompletionResultType]::ParameterName, 'Ask a support bundle: a directory or an archive')
            [CompletionResult]::new('--demo', '--demo', [CompletionResultType]::ParameterName, 'Ask a recorded incident; a name follows only after `=`, see `sre demo list`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Ask the live cluster of this kubeconfig context')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Read the contexts from this file')
            [CompletionResult]::new('--replay', '--replay', [CompletionResultType]::ParameterName, 'Answer from a recorded run and as of its time; without a question, the recorded one')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'The question is about this namespace')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep the run in this directory, which must be empty or not exist yet')
            [CompletionResult]::new('--trace', '--trace', [CompletionResultType]::ParameterName, 'Write each step to this file as it happens, as JSON Lines')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'Write each request to this file: what was asked of whom, for what, and whether it was allowed')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: text, markdown, json or yaml; a scan also as sarif or junit')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Read this config file instead of the platform''s')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'The question is about all namespaces')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print the answer and errors only, not the steps')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'sre;help' {
            [CompletionResult]::new('ask', 'ask', [CompletionResultType]::ParameterValue, 'Ask why something does not work')
            [CompletionResult]::new('scan', 'scan', [CompletionResultType]::ParameterValue, 'List everything that is wrong in a namespace or a cluster')
            [CompletionResult]::new('changes', 'changes', [CompletionResultType]::ParameterValue, 'Tell what happened to something when: revisions, writes, runs, conditions, events of note')
            [CompletionResult]::new('evidence', 'evidence', [CompletionResultType]::ParameterValue, 'Show the evidence behind a citation: e3 of the report, or o7, everything that one read returned')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'List past investigations, or remove old ones')
            [CompletionResult]::new('sessions', 'sessions', [CompletionResultType]::ParameterValue, 'List past sessions, to go on with one')
            [CompletionResult]::new('bundle', 'bundle', [CompletionResultType]::ParameterValue, 'Collect support bundles, look into them, and serve them to kubectl')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'List the recorded incidents that come with the program')
            [CompletionResult]::new('causes', 'causes', [CompletionResultType]::ParameterValue, 'Explain the causes that the program can prove')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check whether an investigation can run: configuration, cluster, identity, rights')
            [CompletionResult]::new('models', 'models', [CompletionResultType]::ParameterValue, 'List the models that the configured endpoint has')
            [CompletionResult]::new('agents', 'agents', [CompletionResultType]::ParameterValue, 'Look at the agents that investigate where a model is named')
            [CompletionResult]::new('rbac', 'rbac', [CompletionResultType]::ParameterValue, 'Print the role that the program needs in a cluster, for `kubectl apply`')
            [CompletionResult]::new('tools', 'tools', [CompletionResultType]::ParameterValue, 'Look at the tools that agents may call, or call one')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the configuration and where each value came from, or write a config file')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the report, or of what `sre doctor` prints')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'sre;help;ask' {
            break
        }
        'sre;help;scan' {
            break
        }
        'sre;help;changes' {
            break
        }
        'sre;help;evidence' {
            break
        }
        'sre;help;runs' {
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove runs that are older or take more space than the configuration allows')
            break
        }
        'sre;help;runs;prune' {
            break
        }
        'sre;help;sessions' {
            break
        }
        'sre;help;bundle' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Collect a bundle from a cluster, read-only and redacted')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Answer kubectl and other clients from a bundle as the cluster would have')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show what is in a bundle, and what is not')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that a bundle can be relied on and that no secrets are left in it')
            break
        }
        'sre;help;bundle;create' {
            break
        }
        'sre;help;bundle;serve' {
            break
        }
        'sre;help;bundle;inspect' {
            break
        }
        'sre;help;bundle;verify' {
            break
        }
        'sre;help;demo' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the recorded incidents with a question to ask each')
            break
        }
        'sre;help;demo;list' {
            break
        }
        'sre;help;causes' {
            break
        }
        'sre;help;doctor' {
            break
        }
        'sre;help;models' {
            break
        }
        'sre;help;agents' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the agents and whether they can be asked')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print an agent as its file has it')
            break
        }
        'sre;help;agents;list' {
            break
        }
        'sre;help;agents;show' {
            break
        }
        'sre;help;rbac' {
            break
        }
        'sre;help;tools' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tools')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what a tool takes')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Call a tool, as an agent would')
            break
        }
        'sre;help;tools;list' {
            break
        }
        'sre;help;tools;show' {
            break
        }
        'sre;help;tools;run' {
            break
        }
        'sre;help;config' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every value and where it came from: default, config file, environment or flag')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print the path of the config file')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a config file that explains every key and changes nothing')
            break
        }
        'sre;help;config;show' {
            break
        }
        'sre;help;config;path' {
            break
        }
        'sre;help;config;init' {
            break
        }
        'sre;help;schema' {
            break
        }
        'sre;help;completions' {
            break
        }
        'sre;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
