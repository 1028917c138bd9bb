package main

import (
	"github.com/pulumi-swarm/pulumi-swarm/sdk/go/swarm"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		dev, err := swarm.NewLabCluster(ctx, "dev", &swarm.LabClusterArgs{
			Pools: []swarm.LabClusterPoolsInput{
				pool("manager"),
				pool("worker"),
			},
			// A stack of the catalogue. For a file of your own, give File as well.
			Stacks: []swarm.ClusterStacksInput{
				swarm.ClusterStacksArgs{Name: pulumi.String("hello")},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("nodes", dev.Nodes)
		ctx.Export("urls", dev.Urls)
		return nil
	})
}

// pool is one machine, named after its role.
func pool(role swarm.NodeRole) swarm.LabClusterPoolsInput {
	return swarm.LabClusterPoolsArgs{
		Name:   pulumi.String(role),
		Role:   role,
		Count:  pulumi.Int(1),
		Memory: pulumi.Int(768),
	}
}
