package main

import (
	"github.com/pulumi-swarm/pulumi-swarm/sdk/go/swarm"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		password := config.New(ctx, "").RequireSecret("password")
		dev, err := swarm.NewLabCluster(ctx, "dev", &swarm.LabClusterArgs{
			Pools: []swarm.LabClusterPoolsInput{
				swarm.LabClusterPoolsArgs{
					Name:   pulumi.String("manager"),
					Role:   swarm.NodeRoleManager,
					Count:  pulumi.Int(1),
					Memory: pulumi.Int(768),
				},
			},
			// A machine beside the swarm. Stacks get its address in NFS_HOST.
			Nfs: &swarm.LabClusterNfsArgs{
				Exports: swarm.LabClusterNfsExportsArray{
					swarm.LabClusterNfsExportsArgs{Path: pulumi.String("/srv/data")},
				},
			},
			// Stacks get its name in the swarm in SECRET_PASSWORD.
			Secrets: []swarm.ClusterSecretsInput{
				swarm.ClusterSecretsArgs{Name: pulumi.String("password"), Content: password},
			},
			Stacks: []swarm.ClusterStacksInput{
				swarm.ClusterStacksArgs{
					Name: pulumi.String("notes"),
					File: pulumi.String("../../stacks/notes.yaml"),
				},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("storage", dev.Storage)
		ctx.Export("urls", dev.Urls)
		return nil
	})
}
