import pulumi
import pulumi_swarm as swarm

config = pulumi.Config()

# One host that exists. A cluster that survives the loss of a manager has three.
production = swarm.HostsCluster(
    "production",
    hosts=[
        {
            "name": "manager-1",
            "role": "manager",
            # Where SSH is dialled, and the address on the network that the hosts share.
            "host": "203.0.113.11",
            "address": "10.20.0.11",
            "host_key": config.require("hostKey"),
            "private_key": config.require_secret("privateKey"),
        }
    ],
    # Docker of the distribution. Without this line it comes from Docker's own repository.
    engine={"source": "distribution"},
    stacks=[{"name": "hello"}],
)

pulumi.export("nodes", production.nodes)
pulumi.export("urls", production.urls)
