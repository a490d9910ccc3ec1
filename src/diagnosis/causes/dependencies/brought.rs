//! What a pod brings to a container: variables by env and envFrom, files by the mounts of ConfigMaps.

use crate::diagnosis::objects::container::Container;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Whether a variable is set.
#[derive(Debug, Clone)]
pub enum Brought {
    /// It is; where, unless its value is not to be cited.
    Yes(Option<Fact>),
    /// It is set to nothing.
    Empty(Fact),
    /// It is not: the place that does not have it.
    No(Fact),
    /// What could bring it is not read.
    Perhaps,
}

/// Whether a container gets a variable. Names as Spring binds them count too: `db.url` is `DB_URL`.
pub fn variable(container: &Container<'_>, name: &str) -> Brought {
    let env = container.spec.items("/env");
    for entry in &env {
        if !entry.str_at("/name").is_some_and(|set| same(set, name)) {
            continue;
        }
        return match entry.at("/value") {
            Some(value) if value.str().is_some_and(|text| text.trim().is_empty()) => Brought::Empty(value.spec()),
            Some(_) => Brought::Yes(entry.at("/value").map(|value| value.spec())),
            None if entry.at("/valueFrom").is_some() => Brought::Yes(entry.at("/valueFrom").map(|from| from.spec())),
            None => entry.at("/name").map_or(Brought::Perhaps, |place| Brought::Empty(place.spec())),
        };
    }
    for from in container.spec.items("/envFrom") {
        let prefix = from.str_at("/prefix").unwrap_or_default();
        let Some(config_map) = from.str_at("/configMapRef/name") else { return Brought::Perhaps };
        let key = EntityKey::new(&kinds::CONFIG_MAP, Some(container.pod().ns()), config_map);
        let Some(view) = container.spec.graph().view(&key) else { return Brought::Perhaps };
        if let Some((_, value)) =
            view.entries("/data").into_iter().find(|(item, _)| same(&format!("{prefix}{item}"), name))
        {
            return Brought::Yes(Some(value.spec()));
        }
    }
    let place = container.spec.at("/env").or_else(|| container.spec.at("/image"));
    place.map_or(Brought::Perhaps, |place| Brought::No(place.spec()))
}

fn same(set: &str, name: &str) -> bool {
    set == name
        || (name.contains(['.', '-']) || name.chars().any(|c| c.is_ascii_lowercase())) && flat(set) == flat(name)
}

fn flat(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// A variable that is set and almost has this name: its name, its pointer, its place.
pub fn near(container: &Container<'_>, name: &str) -> Option<(String, String, Fact)> {
    let env = container.spec.items("/env");
    env.iter().enumerate().find_map(|(at, entry)| {
        let place = entry.at("/name")?;
        let set = place.str().filter(|set| *set != name)?;
        let close = flat(set) == flat(name) || (name.len() > 5 && strsim::damerau_levenshtein(set, name) <= 2);
        close.then(|| (set.to_owned(), format!("/env/{at}/name"), place.spec()))
    })
}

/// A file below a mount of a ConfigMap.
pub struct Mounted {
    /// The ConfigMap's name.
    pub config_map: String,
    /// The file's name, below the mount.
    pub name: String,
    /// The key that brings it, if there is one.
    pub key: Option<Fact>,
    /// The ConfigMap's data.
    pub data: Fact,
    /// The mount.
    pub mount: Fact,
    /// The pointer of the mount, below the container.
    pub pointer: String,
}

/// The ConfigMap whose mount a file lies in.
pub fn file(container: &Container<'_>, path: &str) -> Option<Mounted> {
    let graph = container.spec.graph();
    let pod = graph.view(container.pod())?;
    let volumes = pod.items("/spec/volumes");
    let mounts = container.spec.items("/volumeMounts");
    let (at, place) = mounts
        .iter()
        .enumerate()
        .filter_map(|(at, mount)| Some((at, mount.at("/mountPath")?)))
        .filter(|(_, place)| place.str().is_some_and(|dir| below(dir, path).is_some()))
        .max_by_key(|(_, place)| place.str().map_or(0, str::len))?;
    let mount = mounts.get(at)?;
    let volume = volumes.iter().find(|volume| volume.str_at("/name") == mount.str_at("/name"))?;
    let config_map = volume.str_at("/configMap/name")?;
    let rest = below(place.str()?, path)?;
    let name = match (rest.is_empty(), mount.str_at("/subPath")) {
        (true, Some(sub)) => sub,
        (true, None) => return None,
        (false, _) => rest,
    };
    let key = EntityKey::new(&kinds::CONFIG_MAP, Some(container.pod().ns()), config_map);
    let Lookup::Present(object) = graph.lookup(&key) else { return None };
    let view = View::root(graph, object);
    let item = item_of(volume, name);
    let data = view.at("/data").or_else(|| view.at("/metadata/name"))?;
    // A place that a test hides is not as if the key were not there.
    let hidden = data.value().get(&item).is_some() && view.key_at("/data", &item).is_none();
    (!hidden).then(|| Mounted {
        config_map: config_map.to_owned(),
        name: name.to_owned(),
        key: view.key_at("/data", &item).map(|value| named(&value)),
        data: data.spec(),
        mount: place.spec(),
        pointer: format!("/volumeMounts/{at}"),
    })
}

/// The key behind a file name: volumes may rename.
fn item_of(volume: &View<'_>, name: &str) -> String {
    let items = volume.items("/configMap/items");
    let renamed = items.iter().find(|item| item.str_at("/path") == Some(name)).and_then(|item| item.str_at("/key"));
    renamed.unwrap_or(name).to_owned()
}

/// A whole file is too long to quote.
fn named(value: &View<'_>) -> Fact {
    let mut fact = value.spec();
    fact.excerpt = crate::diagnosis::logs::decisive::shorten(&fact.excerpt);
    fact
}

/// What remains of a path below a folder; empty for the folder itself.
fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}
