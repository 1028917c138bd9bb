import pulumi
import pulumi_swarm as swarm

dev = swarm.LabCluster(
    "dev",
    pools=[
        {"name": "manager", "role": "manager", "count": 1, "memory": 768},
        {"name": "worker", "role": "worker", "count": 1, "memory": 768},
    ],
    # A stack of the catalogue. A file of your own: {"name": "web", "file": "web.yaml"}
    stacks=[{"name": "hello"}],
)

pulumi.export("nodes", dev.nodes)
pulumi.export("urls", dev.urls)
