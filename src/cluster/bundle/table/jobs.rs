//! Jobs, cron jobs, and what limits or scales workloads: disruption budgets and autoscalers.

use serde_json::Value;

use super::age;
use super::column::{AGE, CONTAINERS, Column, IMAGES, NAME, Printer, boolean, integer, text, wide};
use super::row::Row;

/// The printers of this file.
pub(super) static PRINTERS: &[Printer] = &[
    Printer { group: "batch", plural: "jobs", columns: JOBS, cells: job },
    Printer { group: "batch", plural: "cronjobs", columns: CRON_JOBS, cells: cron_job },
    Printer { group: "policy", plural: "poddisruptionbudgets", columns: BUDGETS, cells: budget },
    Printer { group: "autoscaling", plural: "horizontalpodautoscalers", columns: AUTOSCALERS, cells: autoscaler },
];

const JOBS: &[Column] = &[
    NAME,
    text("Status", "Status of the job."),
    text(
        "Completions",
        "The number of pods which reached phase Succeeded. The value increases monotonically for a given spec. \
        However, it may decrease in reaction to scale down of elastic indexed jobs.",
    ),
    text("Duration", "Time required to complete the job."),
    AGE,
    CONTAINERS,
    IMAGES,
    wide(
        "Selector",
        "A label query over pods that should match the pod count. Normally, the system sets this field for you. \
        More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
    ),
];

fn job(row: &Row<'_>) -> Vec<Value> {
    let done = row.int("/status/succeeded");
    let completions = match (row.at("/spec/completions").value().as_i64(), row.int("/spec/parallelism")) {
        (Some(wanted), _) => format!("{done}/{wanted}"),
        (None, parallelism) if parallelism > 1 => format!("{done}/1 of {parallelism}"),
        (None, _) => format!("{done}/1"),
    };
    let duration = match (row.time("/status/startTime"), row.time("/status/completionTime")) {
        (None, _) => String::new(),
        (Some(start), None) => row.ago(Some(start)),
        (Some(start), Some(end)) => age::between(Some(start), Some(end)),
    };
    let (names, images) = row.containers("/spec/template/spec/containers");
    vec![
        row.name().into(),
        job_status(row).into(),
        completions.into(),
        duration.into(),
        row.age().into(),
        names.into(),
        images.into(),
        row.selector_or_none("/spec/selector").into(),
    ]
}

fn job_status(row: &Row<'_>) -> &'static str {
    let is = |kind| row.condition("/status/conditions", kind).is_some_and(|c| c.text("/status") == "True");
    if is("Complete") {
        "Complete"
    } else if is("Failed") {
        "Failed"
    } else if row.deleted() {
        "Terminating"
    } else if is("Suspended") {
        "Suspended"
    } else if is("FailureTarget") {
        "FailureTarget"
    } else {
        "Running"
    }
}

const CRON_JOBS: &[Column] = &[
    NAME,
    text("Schedule", "The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron."),
    text(
        "Timezone",
        "The time zone name for the given schedule, see \
        https://en.wikipedia.org/wiki/List_of_tz_database_time_zones. If not specified, this will default to the \
        time zone of the kube-controller-manager process. The set of valid time zone names and the time zone \
        offset is loaded from the system-wide time zone database by the API server during CronJob validation and \
        the controller manager during execution. If no system-wide time zone database can be found a bundled \
        version of the database is used instead. If the time zone name becomes invalid during the lifetime of a \
        CronJob or due to a change in host configuration, the controller will stop creating new new Jobs and \
        will create a system event with the reason UnknownTimeZone. More information can be found in \
        https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones",
    ),
    boolean(
        "Suspend",
        "This flag tells the controller to suspend subsequent executions, it does not apply to already started \
        executions.  Defaults to false.",
    ),
    integer("Active", "A list of pointers to currently running jobs."),
    text("Last Schedule", "Information when was the last time the job was successfully scheduled."),
    AGE,
    CONTAINERS,
    IMAGES,
    wide(
        "Selector",
        "A label query over pods that should match the pod count. Normally, the system sets this field for you. \
        More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
    ),
];

fn cron_job(row: &Row<'_>) -> Vec<Value> {
    let suspend = match row.at("/spec/suspend").value() {
        Value::Bool(true) => "True",
        Value::Bool(false) => "False",
        _ => "<unset>",
    };
    let last =
        if row.has("/status/lastScheduleTime") { row.since("/status/lastScheduleTime") } else { "<none>".to_owned() };
    let (names, images) = row.containers("/spec/jobTemplate/spec/template/spec/containers");
    vec![
        row.name().into(),
        row.text("/spec/schedule").into(),
        row.text_or("/spec/timeZone", "<none>").into(),
        suspend.into(),
        row.len("/status/active").into(),
        last.into(),
        row.age().into(),
        names.into(),
        images.into(),
        row.selector_or_none("/spec/jobTemplate/spec/selector").into(),
    ]
}

const BUDGETS: &[Column] = &[
    NAME,
    text("Min Available", "The minimum number of pods that must be available."),
    text("Max Unavailable", "The maximum number of pods that may be unavailable."),
    integer("Allowed Disruptions", "Calculated number of pods that may be disrupted at this time."),
    AGE,
];

fn budget(row: &Row<'_>) -> Vec<Value> {
    vec![
        row.name().into(),
        row.scalar("/spec/minAvailable", "N/A").into(),
        row.scalar("/spec/maxUnavailable", "N/A").into(),
        row.int("/status/disruptionsAllowed").into(),
        row.age().into(),
    ]
}

const AUTOSCALERS: &[Column] = &[
    NAME,
    text(
        "Reference",
        "scaleTargetRef points to the target resource to scale, and is used to the pods for which metrics should \
        be collected, as well as to actually change the replica count.",
    ),
    text(
        "Targets",
        "metrics contains the specifications for which to use to calculate the desired replica count (the maximum \
        replica count across all metrics will be used).  The desired replica count is calculated multiplying the \
        ratio between the target value and the current value by the current number of pods.  Ergo, metrics used \
        must decrease as the pod count is increased, and vice-versa.  See the individual metric source types for \
        more information about how each type of metric must respond. If not set, the default metric will be set \
        to 80% average CPU utilization.",
    ),
    text(
        "MinPods",
        "minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.  It \
        defaults to 1 pod.  minReplicas is allowed to be 0 if the alpha feature gate HPAScaleToZero is enabled \
        and at least one Object or External metric is configured.  Scaling is active as long as at least one \
        metric value is available.",
    ),
    text(
        "MaxPods",
        "maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up. It \
        cannot be less that minReplicas.",
    ),
    text(
        "Replicas",
        "currentReplicas is current number of replicas of pods managed by this autoscaler, as last seen by the \
        autoscaler.",
    ),
    AGE,
];

fn autoscaler(row: &Row<'_>) -> Vec<Value> {
    let target = row.at("/spec/scaleTargetRef");
    vec![
        row.name().into(),
        format!("{}/{}", target.text("/kind"), target.text("/name")).into(),
        metrics(row).into(),
        row.scalar("/spec/minReplicas", "<unset>").into(),
        row.int("/spec/maxReplicas").into(),
        row.int("/status/currentReplicas").into(),
        row.age().into(),
    ]
}

/// The first two metrics, current against wanted.
fn metrics(row: &Row<'_>) -> String {
    const SHOWN: usize = 2;
    let current: Vec<Row<'_>> = row.items("/status/currentMetrics").collect();
    let all: Vec<String> =
        row.items("/spec/metrics").enumerate().map(|(at, spec)| metric(&spec, current.get(at))).collect();
    let shown = all.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match all.len() {
        0 => "<none>".to_owned(),
        1..=SHOWN => shown,
        all => format!("{shown} + {} more...", all - SHOWN),
    }
}

fn metric(spec: &Row<'_>, current: Option<&Row<'_>>) -> String {
    let field = match spec.text("/type") {
        "External" => "/external",
        "Pods" => "/pods",
        "Object" => "/object",
        "Resource" => "/resource",
        "ContainerResource" => "/containerResource",
        _ => return "<unknown type>".to_owned(),
    };
    let wanted = spec.at(field).at("/target");
    let now = current.map(|current| current.at(field)).filter(|now| now.has("")).map(|now| now.at("/current"));
    let now = |value: &str| now.map_or_else(|| "<unknown>".to_owned(), |now| now.scalar(value, "<unknown>"));
    let average = wanted.has("/averageValue");
    match field {
        "/resource" | "/containerResource" => {
            let name = spec.at(field).text("/name");
            if average {
                return format!("{name}: {}/{}", now("/averageValue"), wanted.scalar("/averageValue", "0"));
            }
            let percent = |value: String| if value.starts_with('<') { value } else { format!("{value}%") };
            let target = percent(wanted.scalar("/averageUtilization", "<auto>"));
            format!("{name}: {}/{target}", percent(now("/averageUtilization")))
        }
        "/pods" => format!("{}/{}", now("/averageValue"), wanted.scalar("/averageValue", "0")),
        _ if average => format!("{}/{} (avg)", now("/averageValue"), wanted.scalar("/averageValue", "0")),
        _ => format!("{}/{}", now("/value"), wanted.scalar("/value", "0")),
    }
}
