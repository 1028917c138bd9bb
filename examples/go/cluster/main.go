package main

import (
	"os"

	"github.com/pulumi-swarm/pulumi-swarm/sdk/go/swarm"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		production, err := cluster(ctx)
		if err != nil {
			return err
		}
		greeting, err := swarm.NewSecret(ctx, "greeting", &swarm.SecretArgs{
			Name:     pulumi.String("greeting"),
			Content:  pulumi.ToSecret(pulumi.String("hello")).(pulumi.StringOutput),
			SwarmId:  production.SwarmId,
			Managers: production.Managers,
		})
		if err != nil {
			return err
		}
		// The machine reaches no registry but the lab's. On servers of a provider, leave this out.
		images, err := swarm.NewLabImages(ctx, "images", &swarm.LabImagesArgs{
			Images: pulumi.StringArray{pulumi.String("busybox:1.37")},
		})
		if err != nil {
			return err
		}
		file, err := os.ReadFile("../../stacks/greeting.yaml")
		if err != nil {
			return err
		}
		web, err := swarm.NewStack(ctx, "web", &swarm.StackArgs{
			Name: pulumi.String("web"),
			File: pulumi.String(file),
			// A secret's name in the swarm changes with its content, so that the service gets the new one.
			Variables: pulumi.StringMap{"GREETING": greeting.UniqueName},
			SwarmId:   production.SwarmId,
			Managers:  production.Managers,
			Nodes:     production.Hosts,
		}, pulumi.DependsOn([]pulumi.Resource{images}))
		if err != nil {
			return err
		}
		ctx.Export("nodes", production.Nodes)
		ctx.Export("services", web.Services)
		return nil
	})
}

// cluster makes a virtual machine on this computer, and a swarm on it. Any provider's server will do.
func cluster(ctx *pulumi.Context) (*swarm.Cluster, error) {
	login, err := swarm.NewKeyPair(ctx, "login", nil)
	if err != nil {
		return nil, err
	}
	server, err := swarm.NewMachine(ctx, "server", &swarm.MachineArgs{
		Lab:           pulumi.String("dev"),
		Name:          pulumi.String("manager-1"),
		Address:       pulumi.String("10.77.0.11"),
		AuthorizedKey: login.PublicKey,
		Ports:         pulumi.IntArray{pulumi.Int(8080)},
	})
	if err != nil {
		return nil, err
	}
	return swarm.NewCluster(ctx, "production", &swarm.ClusterArgs{
		Machines: []swarm.ClusterMachineArgs{{
			Name:    "manager-1",
			Role:    swarm.NodeRoleManager,
			Address: server.Address,
			// What is on the machine goes with it.
			Resource: server,
			Connection: swarm.MachineConnectionArgs{
				Host:       server.Host,
				Port:       server.Port,
				HostKey:    server.HostKey,
				PrivateKey: login.PrivateKey,
			},
		}},
		// The image of the lab's machines has Docker.
		Engine: &swarm.EngineSettingsArgs{Source: swarm.EngineSourceDistribution},
	})
}
