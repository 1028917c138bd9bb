package main

import (
	"github.com/pulumi-swarm/pulumi-swarm/sdk/go/swarm"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		cfg := config.New(ctx, "")
		production, err := swarm.NewHostsCluster(ctx, "production", &swarm.HostsClusterArgs{
			// One host that exists. A cluster that survives the loss of a manager has three.
			Hosts: []swarm.HostsClusterHostsInput{
				swarm.HostsClusterHostsArgs{
					Name: pulumi.String("manager-1"),
					Role: swarm.NodeRoleManager,
					// Where SSH is dialled, and the address on the network that the hosts share.
					Host:       pulumi.String("203.0.113.11"),
					Address:    pulumi.String("10.20.0.11"),
					HostKey:    pulumi.String(cfg.Require("hostKey")),
					PrivateKey: cfg.RequireSecret("privateKey"),
				},
			},
			// Docker of the distribution. Without this line it comes from Docker's own repository.
			Engine: &swarm.ClusterEngineArgs{Source: swarm.EngineSourceDistribution},
			Stacks: []swarm.ClusterStacksInput{
				swarm.ClusterStacksArgs{Name: pulumi.String("hello")},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("nodes", production.Nodes)
		ctx.Export("urls", production.Urls)
		return nil
	})
}
