#!/bin/bash
# The first process of a node, in namespaces of its own (mounts, network, names, processes): all of the node
# ends with it. Wants PLACE (the node's directory), NUMBER, NODES, GATEWAY, ADDRESS, IMAGES, KUBELET, PROXY,
# KUBECONFIG, ZONE; POLICIES, the program that enforces network policies, or nothing, and POLICIES_AS, its kubeconfig.
set -eu

# The first process of a namespace hears no signal that it has no answer to.
trap exit TERM

bind() { mkdir -p "$1" "$2"; mount --bind "$1" "$2"; }

mount --make-rprivate /
mount --make-rshared /
for part in kubelet cni; do bind "$PLACE/lib/$part" "/var/lib/$part"; done
for part in pods containers; do bind "$PLACE/log/$part" "/var/log/$part"; done
bind "$PLACE/network" /etc/cni/net.d
# Images are taken in at each start. In memory: a disk syncs each of their files, and is slow to free them.
mount -t tmpfs node-images /var/lib/containerd
# Nothing of the machine's own /run: its sockets, its lock of iptables.
mount -t tmpfs node-run /run
mkdir -p /run/containerd /run/netns /run/lock
mount --make-rshared /
for setting in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops \
    kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
    mount --bind "$PLACE/kernel/$(basename $setting)" "/proc/sys/$setting"
done

hostname "node$NUMBER"
ip link set lo up
until ip link show eth0 >/dev/null 2>&1; do sleep 0.1; done
ip link set eth0 up
ip address add "$ADDRESS/24" dev eth0
ip route add default via "$GATEWAY"
for other in $(seq "$NODES"); do
    [ "$other" = "$NUMBER" ] || ip route add "10.244.$other.0/24" via "10.200.0.$((10 + other))"
done
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables || echo "bridges pass iptables by: services may not be reached"
echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter

containerd --config "$PLACE/containerd.toml" >"$PLACE/containerd.log" 2>&1 &
until ctr --connect-timeout 1s version >/dev/null 2>&1; do sleep 0.1; done
for image in $IMAGES; do ctr --namespace k8s.io images import "$image" >/dev/null; done

"$KUBELET" --config "$PLACE/kubelet.json" --kubeconfig "$KUBECONFIG" --hostname-override "node$NUMBER" \
    --node-ip "$ADDRESS" --node-labels "topology.kubernetes.io/zone=$ZONE" >"$PLACE/kubelet.log" 2>&1 &
"$PROXY" --config "$PLACE/proxy.json" >"$PLACE/proxy.log" 2>&1 &
if [ -n "${POLICIES:-}" ]; then
    # It ends where the API server does not know the node yet.
    until "$POLICIES" --run-firewall=true --run-router=false --run-service-proxy=false --kubeconfig "$POLICIES_AS" \
        --hostname-override "node$NUMBER"; do sleep 1; done >"$PLACE/policies.log" 2>&1 &
fi
# Whoever loses its parent in here becomes a child of this process, which has to hear of its end.
while :; do wait -n || true; sleep 1; done
