//! Bodies that no code of this program wrote: a Prometheus server's own answer, and a line as `VictoriaMetrics` exports it.

use std::sync::Arc;

use crate::evidence::graph::Graph;
use crate::evidence::observation::{Body, Observation, ObservationId, Outcome};

use super::*;

/// `query_range` of a real server, two series of three samples.
const MATRIX: &str = r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"code":"403","resource":"pods","verb":"POST"},"values":[[1795357481.595,"0.081522"],[1795357511.595,"0.08096176923076923"],[1795357541.595,"NaN"]]},{"metric":{"__name__":"up","job":"blackhole","namespace":"inventory"},"values":[[1795357481.595,"0"]]}]}}"#;
const EXPORT: &str = r#"{"items":[{"metric":{"__name__":"up","job":"node_exporter","instance":"localhost:9100"},"values":[0,null,1,2],"timestamps":[1549891472010,1549891487724,1549891503438,1549891461511]},{"metric":{"__name__":"empty"},"values":[],"timestamps":[]},{"metric":7}]}"#;

fn graph(body: &str) -> Graph {
    let mut graph = Graph::new("2026-11-22T14:29:00Z".parse().unwrap());
    let observation = Observation {
        id: ObservationId(3),
        phase: "documents",
        source: "bundle",
        request: String::new(),
        label: String::new(),
        status: 200,
        outcome: Outcome::Read,
        body: Body::Json(Arc::new(serde_json::from_str(body).unwrap())),
        bytes: 0,
        truncated: false,
        reduced: None,
        partial: Vec::new(),
        observed_at: "2026-11-22T14:29:00Z".parse().unwrap(),
    };
    graph.add_document(&observation, "telemetry/x.json");
    graph
}

#[test]
fn the_answer_of_a_range_query() {
    let graph = graph(MATRIX);
    let all = of_matrix(&graph.document("telemetry/x.json").unwrap());
    let [errors, up] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((errors.name(), errors.label("verb")), (None, Some("POST")));
    let expected = [
        Sample { at: 1_795_357_481_595, value: 0.081_522 },
        Sample { at: 1_795_357_511_595, value: 0.080_961_769_230_769_23 },
    ];
    assert_eq!(errors.samples, expected);
    assert_eq!((up.name(), up.samples.len()), (Some("up"), 1));
    let fact = up.fact(&EntityKey::referenced("v1", "Service", Some("inventory"), "stock"), "it is down".to_owned());
    assert_eq!((fact.pointer.as_str(), fact.excerpt.as_str()), ("/data/result/1/values", "it is down"));
}

#[test]
fn an_exported_line_in_the_order_of_time() {
    let graph = graph(EXPORT);
    let all = of_export(&graph.document("telemetry/x.json").unwrap());
    let [up] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(up.labels.len(), 3);
    let times: Vec<(i64, f64)> = up.samples.iter().map(|sample| (sample.at, sample.value)).collect();
    assert_eq!(times, [(1_549_891_461_511, 2.0), (1_549_891_472_010, 0.0), (1_549_891_503_438, 1.0)]);
}

#[test]
fn an_error_or_another_form_holds_no_series() {
    for body in [
        r#"{"status":"error","errorType":"bad_data","error":"invalid parameter \"end\": end timestamp must not be before start time"}"#,
        r#"{"status":"success","data":{"resultType":"scalar","result":[1795357781.595,"NaN"]}}"#,
        r#"{"data":{"resultType":"matrix","result":[{"metric":{},"values":[[1e300,"1"],["x","1"],[1]]}]}}"#,
        r#"{"items":[{"metric":{},"values":["a"],"timestamps":["b"]}]}"#,
    ] {
        let graph = graph(body);
        let document = graph.document("telemetry/x.json").unwrap();
        assert!(of_matrix(&document).is_empty() && of_export(&document).is_empty(), "{body}");
    }
}
