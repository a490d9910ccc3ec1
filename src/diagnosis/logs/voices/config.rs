//! What loaders of configuration say: variables, settings, options and files.

use super::Meaning::{ConfigInvalid, FileMissing, MissingEnvironment};
use super::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    (MissingEnvironment, r"^KeyError: '(?P<name>(?-i:[A-Z][A-Z0-9_]{2,}))'"),
    (MissingEnvironment, r"required key (?P<name>(?-i:[A-Z][A-Z0-9_]+)) missing value"),
    // A mixed-case name counts where it is quoted as a variable's.
    (
        MissingEnvironment,
        r"(?:environment variable|env var(?:iable)?) ['\x22`](?P<name>[A-Za-z_]\w*)['\x22`]:? (?:is|was|must|has|not|missing|required)",
    ),
    (MissingEnvironment, r"key not found: ['\x22:](?P<name>(?-i:[A-Z][A-Z0-9_]{2,}))\b"),
    (
        MissingEnvironment,
        r"(?:environment variable|env(?:ironment)? var(?:iable)?|variable)s?:? ['\x22`]?(?P<name>(?-i:[A-Z][A-Z0-9_]{2,}))['\x22`]?:? (?:is|was|are|must|has|not|missing|required|undefined|unset)",
    ),
    (
        MissingEnvironment,
        r"(?:missing|required|undefined|unset|no|need|set the|empty)(?: the)?(?: required| mandatory)?(?: environment| env)(?: ?variables?| ?vars?)?[:,]? ['\x22`\[]*(?P<name>(?-i:[A-Z][A-Z0-9_]{2,}))",
    ),
    (
        MissingEnvironment,
        r"\b(?P<name>(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+))['\x22`]?:? (?:environment variable |env var )?(?:is|was|must be|has) (?:not |un)?(?:been )?(?:set|defined|provided|required|missing|specified|empty|undefined)",
    ),
    (MissingEnvironment, r"\b(?P<name>(?-i:[A-Z][A-Z0-9_]+)): (?:parameter (?:null or )?not set|unbound variable)"),
    (
        MissingEnvironment,
        r"(?:missing required (?:setting|configuration|config|option)s?:?|you must (?:specify|set|provide|define)) ['\x22`]?(?P<name>(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+))",
    ),
    (MissingEnvironment, r"could not resolve placeholder '(?P<name>[\w.-]+)'"),
    (
        ConfigInvalid,
        r"(?:flag provided but not defined|unknown (?:shorthand )?flag|unknown option|unrecognized (?:option|argument)s?)[: ]+['\x22`]?(?P<name>--?[\w-]+)",
    ),
    (ConfigInvalid, r"\[emerg\][^\n]+ in (?P<file>/[^\s:]+):\d+"),
    (
        ConfigInvalid,
        r"(?:invalid|bad|illegal|unsupported|malformed|cannot parse|could not parse|failed to parse|unable to parse|error parsing)(?: value)?(?: [^\n]{0,60})? (?:for|of|in|from|variable|setting|option)?:? ?['\x22`]?(?P<name>(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+))",
    ),
    (
        ConfigInvalid,
        r"\b(?P<name>(?-i:[A-Z][A-Z0-9]*_[A-Z0-9_]+))['\x22`]?[:=][^\n]{0,80}(?:invalid|not a valid|must be (?:a|an|one of)|cannot be parsed|could not be parsed)",
    ),
    (
        ConfigInvalid,
        r"(?:pars|load|read|decod|unmarshal|invalid|syntax|error|malformed)[^\n]{0,60}[\s'\x22(](?P<file>/[\w./-]+\.(?:ya?ml|json|toml|conf|cfg|ini|xml|properties))\b[^\n]*(?:pars|syntax|unexpected|invalid|did not find|unknown|mapping values|line \d+|expected|cannot unmarshal)",
    ),
    (
        ConfigInvalid,
        r"(?P<file>/[\w./-]+\.(?:ya?ml|json|toml|conf|cfg|ini|xml|properties))\b[^\n]{0,60}(?:pars|syntax|unexpected|invalid|did not find|unknown (?:field|key|directive)|line \d+|cannot unmarshal)",
    ),
    (
        FileMissing,
        r"(?:open|stat|read|load|find|no such file or directory:?) ['\x22]?(?P<file>/[^\s'\x22:]+)['\x22]?(?:: no such file or directory|$)",
    ),
    (FileMissing, r"\bENOENT\b[^\n]*'(?P<file>/[^']+)'"),
    (
        FileMissing,
        r"FileNotFoundException: (?P<file>/\S+)|config(?:uration)? file ['\x22]?(?P<name>/[^\s'\x22]+)['\x22]? (?:not found|does not exist|is missing)",
    ),
    (FileMissing, r"no such file or directory: '(?P<file>/[^']+)'"),
];
