module storage

go 1.24.0

require (
	github.com/pulumi-swarm/pulumi-swarm/sdk/go/swarm v0.1.0
	github.com/pulumi/pulumi/sdk/v3 v3.224.0
)
