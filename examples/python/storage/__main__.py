import pulumi
import pulumi_swarm as swarm

config = pulumi.Config()

dev = swarm.LabCluster(
    "dev",
    pools=[{"name": "manager", "role": "manager", "count": 1, "memory": 768}],
    # A machine beside the swarm. Stacks get its address in NFS_HOST.
    nfs={"exports": [{"path": "/srv/data"}]},
    # Stacks get its name in the swarm in SECRET_PASSWORD.
    secrets=[{"name": "password", "content": config.require_secret("password")}],
    stacks=[{"name": "notes", "file": "../../stacks/notes.yaml"}],
)

pulumi.export("storage", dev.storage)
pulumi.export("urls", dev.urls)
