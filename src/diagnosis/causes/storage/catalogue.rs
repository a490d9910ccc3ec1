//! The entries of the family *storage*.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "storage", object: "app", about, proof, mistaken_for, fix, depth: Depth::Root }
}

/// No such claim.
pub static PVC_NOT_FOUND: Cause = entry(
    "PvcNotFound",
    "The app's pods name a PersistentVolumeClaim that does not exist in their namespace. The scheduler does not place a pod before its claims exist.",
    "The pod names the claim, the claim is absent now, and the scheduler says `persistentvolumeclaim \"…\" not found`.",
    "A claim that exists and is not bound: that is one of the other causes of this family. A claim in another namespace: pods can only use those of their own.",
    "Correct the claim's name in the pod template, or create the claim.",
);
/// No such class, or another than the volumes have.
pub static PVC_STORAGE_CLASS_MISMATCH: Cause = entry(
    "PvcStorageClassMismatch",
    "The claim asks for a StorageClass that does not exist, or for another one than the volume that was made for it has.",
    "The claim's storageClassName, and the absence of that class; or a volume that would fit in everything but its class.",
    "A class whose volumes are bound only when a pod needs them (WaitForFirstConsumer): such a claim is Pending and well. No class at all and no default: that is PvcUnbound.",
    "Name a class that exists. A claim cannot be changed: delete it (it holds no data yet) and create it anew.",
);
/// Labels.
pub static PVC_SELECTOR_MISMATCH: Cause = entry(
    "PvcSelectorMismatch",
    "The claim selects volumes by labels that no volume carries, although one would fit otherwise.",
    "The claim's selector and the labels of the available volume: everything else fits.",
    "A claim with a selector never gets a volume made for it, whatever its class: a selector is for volumes made by hand.",
    "Give the volume the labels, or correct or drop the selector.",
);
/// Access modes.
pub static PVC_ACCESS_MODE_MISMATCH: Cause = entry(
    "PvcAccessModeMismatch",
    "The claim asks for an access mode that the volume does not offer, such as ReadWriteMany of a volume that only one node can write.",
    "The claim's accessModes and those of the available volume: everything else fits.",
    "Two pods on different nodes that share a ReadWriteOnce volume: there the claim is bound and attaching fails (VolumeMultiAttach).",
    "Ask for a mode that the volume offers, or provide a volume that several nodes can use (NFS, CephFS, a cloud file share).",
);
/// Size.
pub static PVC_CAPACITY_MISMATCH: Cause = entry(
    "PvcCapacityMismatch",
    "The claim asks for more than the volume that was made for it has.",
    "The claim's request and the capacity of the available volume: everything else fits.",
    "A bound volume that is full: that is VolumeFull. A larger volume than asked for is fine.",
    "Ask for no more than the volume has, or provide a larger one.",
);
/// A file system and a raw device.
pub static PVC_VOLUME_MODE_MISMATCH: Cause = entry(
    "PvcVolumeModeMismatch",
    "The claim asks for a file system and the volume that was made for it is a raw device, or the other way round (volumeMode).",
    "The claim's spec.volumeMode and that of the available volume: everything else fits.",
    "An access mode that the volume does not offer. A pod that mounts a raw device as a file system (volumeMounts instead of volumeDevices): there the claim is bound.",
    "Make a claim with the volume's mode (the mode of a claim cannot be changed), or a volume with the mode that the app needs.",
);
/// Taken by another claim.
pub static PERSISTENT_VOLUME_OCCUPIED: Cause = entry(
    "PersistentVolumeOccupied",
    "The only volume that fits belongs to another claim: bound to it, reserved for it, or left over from one that was deleted (Released).",
    "The volume's claimRef names another claim, and everything else fits.",
    "A Released volume is not free: with reclaim policy Retain it waits until somebody takes the claimRef away.",
    "Provide another volume, or free this one if its data may go.",
);
/// Nothing provides a volume.
pub static PVC_UNBOUND: Cause = entry(
    "PvcUnbound",
    "Nothing provides a volume for the claim: it names no class and there is no default one, or its class makes none, and no volume exists that would fit.",
    "The claim is Pending, the list of volumes holds none that fits, and no class stands in for it; the controller says `no persistent volumes available for this claim and no storage class is set`.",
    "A claim that waits for its first pod (WaitForFirstConsumer). A provisioner that fails: it says so in an event (VolumeProvisioningFailed).",
    "Name a class that makes volumes, mark one as the default, or make a volume by hand.",
);
/// The volume is gone.
pub static PVC_LOST: Cause = entry(
    "PvcLost",
    "The volume that the claim was bound to does not exist any more. Its data is out of reach, and Kubernetes never binds the claim to another one.",
    "The claim's phase is Lost and the volume that it names is absent.",
    "A volume that is there and cannot be attached or mounted.",
    "Create the volume object anew for the same disk, with a claimRef to this claim; without the disk, delete the claim and restore from a backup.",
);
/// The provisioner fails.
pub static VOLUME_PROVISIONING_FAILED: Cause = entry(
    "VolumeProvisioningFailed",
    "The program that makes volumes for the claim's class fails, or does not run: quota of the cloud, missing rights, wrong parameters, no room.",
    "The claim is Pending, and its last event is the provisioner's own error; or it waits for an external provisioner that never answered.",
    "A claim that waits for a pod; one whose class does not exist. Old errors of a claim that is bound by now.",
    "Mend what the provisioner's words name; it tries again by itself.",
);
/// The volume is elsewhere than the pod may be.
pub static VOLUME_NODE_AFFINITY_CONFLICT: Cause = entry(
    "VolumeNodeAffinityConflict",
    "The claim's volume can only be used on certain nodes (a zone, one machine), and the pod can run on none of them: they are gone, or the pod's own selector excludes them.",
    "The volume's nodeAffinity against the nodes' labels and the pod's nodeSelector and affinity; the scheduler says `volume node affinity conflict`.",
    "A node of the right zone that is full, tainted or cordoned: then that is the cause, the volume is where it should be.",
    "Let the pod run where the volume is, bring that node back, or move the data to a new volume.",
);
/// One disk, two nodes.
pub static VOLUME_MULTI_ATTACH: Cause = entry(
    "VolumeMultiAttach",
    "The volume is attached to one node and can be attached to no other, and the app's new pod is on another node.",
    "FailedAttachVolume `Multi-Attach error`, the pod has not started, and the attachment or the pod that still holds the volume.",
    "The few minutes that detaching takes when a pod moves: the old pod must be gone first. A node that is down keeps its attachments for six minutes.",
    "End the pod that holds the volume. A Deployment with a ReadWriteOnce volume needs the strategy Recreate and one replica.",
);
/// Mounting fails.
pub static VOLUME_MOUNT_FAILED: Cause = entry(
    "VolumeMountFailed",
    "The kubelet cannot mount a volume of the pod: a file server that refuses or does not answer, a path that is not there, a damaged file system.",
    "The container waits in ContainerCreating, and the kubelet's FailedMount names the volume and the error.",
    "A ConfigMap or Secret that does not exist (FailedMount too), a driver that is not registered, a volume that hangs on another node.",
    "Mend what the error names: address and export of the file server, the path on the host, the file system.",
);
/// Attaching fails.
pub static VOLUME_ATTACH_FAILED: Cause = entry(
    "VolumeAttachFailed",
    "The volume cannot be attached to the pod's node: the disk does not exist, the cloud refuses, or the node holds as many disks as it can.",
    "The container waits in ContainerCreating, and FailedAttachVolume (or the attachError of its VolumeAttachment) says why.",
    "A volume that another node holds: that is VolumeMultiAttach. Mounting comes after attaching.",
    "Mend what the error names: the disk, the rights of the attacher, the number of disks of the node.",
);
/// The driver does not run on the node.
pub static CSI_DRIVER_MISSING: Cause = entry(
    "CsiDriverMissing",
    "The volume needs a CSI driver that is not registered on the pod's node: its node plugin is not installed there, or does not run.",
    "FailedMount `driver name … not found in the list of registered CSI drivers`, and the node's CSINode object does not list the driver.",
    "A driver that is only just starting after the node's reboot. A CSIDriver object alone says nothing about a node.",
    "Bring the driver's DaemonSet to that node (tolerations, node selector), or mend its pod there.",
);
/// May not write.
pub static VOLUME_PERMISSION_DENIED: Cause = entry(
    "VolumePermissionDenied",
    "The process may not write to (or read from) a volume: it runs as a user that does not own the files, or the volume is mounted read-only.",
    "The log says permission denied or read-only file system on a path below a mount path, against runAsUser, fsGroup and readOnly of the pod.",
    "A command that may not be executed (exit code 126). A full volume says `no space left on device`.",
    "Set fsGroup (or runAsUser) to the owner of the files, or mount the volume for writing.",
);
/// The own root is not to be written.
pub static READ_ONLY_ROOT_FILESYSTEM: Cause = entry(
    "ReadOnlyRootFilesystem",
    "The process writes to a path of its own image, and the pod has the container's root file system mounted read-only (readOnlyRootFilesystem: true).",
    "securityContext.readOnlyRootFilesystem of the container is true, and its log says `read-only file system` (EROFS) on a path that lies below none of its mounts.",
    "A volume that is mounted read-only: the path lies below its mount, and that is VolumePermissionDenied. A disk that the node itself mounted read-only after errors: the field is not set.",
    "Mount an emptyDir volume at the folder that the program writes to (often /tmp, a cache, a run directory), or tell the program to write to one that is mounted.",
);
/// No room.
pub static VOLUME_FULL: Cause = entry(
    "VolumeFull",
    "A volume of the app has no room left, in bytes or in inodes: nothing more can be written.",
    "The log says `no space left on device` (or `disk quota exceeded`) on a path below a volume's mount path, of a container that fails now.",
    "A full disk of the node (the path is on no volume), /dev/shm of 64 MiB, and inotify watches: both say `no space left on device` too.",
    "Make the claim larger, where its class allows expansion, or delete what is not needed.",
);
/// Too much local storage.
pub static EPHEMERAL_STORAGE_EXCEEDED: Cause = entry(
    "EphemeralStorageExceeded",
    "The pod wrote more to local disk (its own layer, logs, emptyDir volumes) than its limits allow, and the kubelet evicted it.",
    "The pod's reason is Evicted, and its message names the limit: of a container, of the pod, or the sizeLimit of an emptyDir volume.",
    "A node that ran low on disk evicts pods that are within their limits: that is NodeDiskPressure. Evicted pods that were replaced long since are history.",
    "Write less to local disk (rotate logs, clean up caches), raise the limit, or use a volume.",
);
