//! What a pod asks a node for, as the scheduler counts it: containers, init containers, sidecars, overhead.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnosis::objects::quantities::Quantity;

/// Amounts by the name of the resource.
pub type Amounts = BTreeMap<String, Quantity>;

/// What a pod's spec asks for.
pub fn of_spec(spec: &Value) -> Amounts {
    let list = |field: &str| spec.get(field).and_then(Value::as_array).into_iter().flatten();
    let mut running = Amounts::new();
    for container in list("containers") {
        add(&mut running, &of_container(container));
    }
    let mut sidecars = Amounts::new();
    let mut starting = Amounts::new();
    for container in list("initContainers") {
        let own = of_container(container);
        if container.get("restartPolicy").and_then(Value::as_str) == Some("Always") {
            add(&mut sidecars, &own);
            raise(&mut starting, &sidecars);
        } else {
            // It runs beside the sidecars that were started before it.
            let mut with = sidecars.clone();
            add(&mut with, &own);
            raise(&mut starting, &with);
        }
    }
    add(&mut running, &sidecars);
    raise(&mut running, &starting);
    // What is asked for at the level of the pod stands above its containers.
    for (name, amount) in of_container(spec) {
        running.insert(name, amount);
    }
    if let Some(overhead) = spec.get("overhead") {
        add(&mut running, &amounts(overhead));
    }
    running.retain(|_, amount| *amount > Quantity::ZERO);
    running
}

/// What one container asks for; where it only says how much it may have, it asks for that.
pub fn of_container(container: &Value) -> Amounts {
    let of = |field: &str| container.pointer(&format!("/resources/{field}")).map(amounts).unwrap_or_default();
    let mut asked = of("limits");
    asked.extend(of("requests"));
    asked
}

/// The index of the container (not an init container) that asks for most of a resource.
pub fn hungriest(spec: &Value, resource: &str) -> Option<usize> {
    let containers = spec.get("containers")?.as_array()?;
    let asks = containers.iter().map(|c| of_container(c).get(resource).copied().unwrap_or_default());
    let (index, most) = asks.enumerate().max_by_key(|(index, amount)| (*amount, std::cmp::Reverse(*index)))?;
    (most > Quantity::ZERO).then_some(index)
}

/// A map of quantities; what is not understood is left out.
pub fn amounts(map: &Value) -> Amounts {
    let entries = map.as_object().into_iter().flatten();
    entries.filter_map(|(name, value)| Some((name.clone(), Quantity::of(value)?))).collect()
}

/// Adds amounts up.
pub fn add(sum: &mut Amounts, more: &Amounts) {
    for (name, amount) in more {
        let known = sum.entry(name.clone()).or_default();
        *known = known.plus(*amount);
    }
}

fn raise(most: &mut Amounts, other: &Amounts) {
    for (name, amount) in other {
        let known = most.entry(name.clone()).or_default();
        *known = (*known).max(*amount);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cpu(spec: &Value) -> Option<String> {
        of_spec(spec).get("cpu").map(|q| q.show("cpu"))
    }

    fn asks(cpu: &str) -> Value {
        json!({"resources": {"requests": {"cpu": cpu}}})
    }

    #[test]
    fn init_containers_count_by_the_largest_and_sidecars_stay() {
        let sidecar = json!({"restartPolicy": "Always", "resources": {"requests": {"cpu": "100m"}}});
        let spec = json!({"containers": [asks("200m"), asks("300m")], "initContainers": [sidecar, asks("450m")]});
        assert_eq!(cpu(&spec).as_deref(), Some("600m"));
        let spec = json!({"containers": [asks("200m")], "initContainers": [sidecar, asks("2")]});
        assert_eq!(cpu(&spec).as_deref(), Some("2100m"));
        let spec = json!({"containers": [asks("200m")], "initContainers": [asks("2"), sidecar]});
        assert_eq!(cpu(&spec).as_deref(), Some("2"));
    }

    #[test]
    fn limits_overhead_and_the_pod_itself_count() {
        let limited = json!({"containers": [{"resources": {"limits": {"cpu": "2"}}}], "overhead": {"cpu": "250m"}});
        assert_eq!(cpu(&limited).as_deref(), Some("2250m"));
        let whole = json!({"containers": [asks("1")], "resources": {"requests": {"cpu": "3"}}});
        assert_eq!(cpu(&whole).as_deref(), Some("3"));
        assert_eq!(cpu(&json!({"containers": [{}]})), None);
    }

    #[test]
    fn who_asks_for_most() {
        let spec = json!({"containers": [asks("200m"), asks("300m"), asks("300m")]});
        assert_eq!(hungriest(&spec, "cpu"), Some(1));
        assert_eq!(hungriest(&spec, "memory"), None);
    }
}
