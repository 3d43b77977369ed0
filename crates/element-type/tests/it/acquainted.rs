//! The knowledge that instances have of each other belongs to the set that they were opened with.

use std::sync::OnceLock;

use element_type::{
    ConfigProblem, ElementFile, ElementInstance, ElementType, ElementTypes, Host, InstanceName, Instances, Registry,
    testing::{APP, apps},
};
use serde_json::{Value, json};

struct PeerType;

#[derive(Default)]
struct Peer(OnceLock<usize>);

impl ElementType for PeerType {
    const NAME: &'static str = "tools.PeerType";
    type Config = Value;
    type Instance = Peer;

    fn elements(&self) -> &'static [ElementFile] {
        &[
            ElementFile { path: "tools/Meta/e.json", content: r#"{"title": "Tools", "type": ""}"# },
            ElementFile { path: "tools/PeerType/e.json", content: r#"{"title": "Peer", "type": "tools.Meta"}"# },
        ]
    }

    fn open(&self, _name: &InstanceName, _config: Value) -> Result<Peer, ConfigProblem> {
        Ok(Peer::default())
    }

    fn acquaint(&self, instances: &Instances<Peer>) {
        let count = instances.iter().count();
        instances.iter().for_each(|(_, peer)| _ = peer.0.set(count));
    }
}

impl ElementInstance for Peer {
    type Host = Host;

    fn properties(&self) -> Value {
        json!({ "peers": self.0.get() })
    }
}

fn open(registry: &Registry<Host>, names: &[&str]) -> ElementTypes<Host> {
    let instances: Vec<_> = names.iter().map(|name| (*name, json!({}))).collect();
    registry.open(&apps(&registry.base_app(), PeerType::NAME, &instances).unwrap()).unwrap()
}

#[test]
fn a_set_of_instances_that_is_opened_later_changes_nothing_for_the_one_before() {
    let registry = Registry::new().with_type(PeerType);
    let name = InstanceName { app: APP.parse().unwrap(), element: "tools.A".parse().unwrap() };
    let before = open(&registry, &["tools.A", "tools.B", "tools.C"]);
    let after = open(&registry, &["tools.A"]);
    assert_eq!(before.properties(&name).unwrap()["peers"], 3);
    assert_eq!(after.properties(&name).unwrap()["peers"], 1);
    assert_eq!(
        before.of::<PeerType>().unwrap().instances.iter().count(),
        3,
        "code that knows the Type finds its instances"
    );
}
