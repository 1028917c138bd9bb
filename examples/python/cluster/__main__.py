from pathlib import Path

import pulumi
import pulumi_swarm as swarm

# A virtual machine on this computer. Any provider's server will do.
login = swarm.KeyPair("login")
server = swarm.Machine(
    "server",
    lab="dev",
    name="manager-1",
    address="10.77.0.11",
    authorized_key=login.public_key,
    ports=[8080],
)

production = swarm.Cluster(
    "production",
    machines=[
        {
            "name": "manager-1",
            "role": "manager",
            "address": server.address,
            # What is on the machine goes with it.
            "resource": server,
            "connection": {
                "host": server.host,
                "port": server.port,
                "host_key": server.host_key,
                "private_key": login.private_key,
            },
        }
    ],
    # The image of the lab's machines has Docker.
    engine={"source": "distribution"},
)

greeting = swarm.Secret(
    "greeting",
    name="greeting",
    content=pulumi.Output.secret("hello"),
    swarm_id=production.swarm_id,
    managers=production.managers,
)
# The machine reaches no registry but the lab's. On servers of a provider, leave this out.
images = swarm.LabImages("images", images=["busybox:1.37"])
web = swarm.Stack(
    "web",
    name="web",
    file=Path("../../stacks/greeting.yaml").read_text(),
    # A secret's name in the swarm changes with its content, so that the service gets the new one.
    variables={"GREETING": greeting.unique_name},
    swarm_id=production.swarm_id,
    managers=production.managers,
    nodes=production.hosts,
    opts=pulumi.ResourceOptions(depends_on=[images]),
)

pulumi.export("nodes", production.nodes)
pulumi.export("services", web.services)
