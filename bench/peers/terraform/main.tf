# The comparison's work, as it is done where a team has Terraform and nothing else: commands over SSH, by resources that
# only record that they ran. Terraform and OpenTofu run the same file; it needs no provider to be downloaded.

variable "machines" {
  type = map(object({
    role     = string
    host     = string
    port     = number
    user     = string
    address  = string
    host_key = string
    key_file = string
    sudo     = string
  }))
}

# Folder with `ssh_config`, `prepare.sh` and `stack.yaml`; tokens are put there for the nodes that join.
variable "folder" {
  type = string
}

locals {
  names   = sort(keys(var.machines))
  first   = [for name in local.names : name if var.machines[name].role == "manager"][0]
  others  = { for name, machine in var.machines : name => machine if name != local.first }
  prepare = "NAMES='${join("\n", [for name in local.names : "${var.machines[name].address} ${name}"])}'\n${file("${var.folder}/prepare.sh")}"
}

resource "terraform_data" "prepared" {
  for_each = var.machines
  input    = each.value

  connection {
    type        = "ssh"
    host        = self.input.host
    port        = self.input.port
    user        = self.input.user
    host_key    = self.input.host_key
    private_key = file(self.input.key_file)
  }

  provisioner "file" {
    content     = local.prepare
    destination = "/tmp/bench-prepare.sh"
  }

  provisioner "remote-exec" {
    inline = ["${self.input.sudo}sh /tmp/bench-prepare.sh && rm /tmp/bench-prepare.sh"]
  }
}

resource "terraform_data" "swarm" {
  input      = var.machines[local.first]
  depends_on = [terraform_data.prepared]

  connection {
    type        = "ssh"
    host        = self.input.host
    port        = self.input.port
    user        = self.input.user
    host_key    = self.input.host_key
    private_key = file(self.input.key_file)
  }

  provisioner "remote-exec" {
    inline = ["${self.input.sudo}docker swarm init --advertise-addr ${self.input.address}"]
  }

  # A command's output is no value of Terraform's: tokens go through files of this computer.
  provisioner "local-exec" {
    command = "umask 077; for role in manager worker; do ssh -F '${var.folder}/ssh_config' '${local.first}' \"${self.input.sudo}docker swarm join-token -q $role\" >'${var.folder}/token-'$role; done"
  }
}

resource "terraform_data" "node" {
  for_each   = local.others
  input      = each.value
  depends_on = [terraform_data.swarm]

  connection {
    type        = "ssh"
    host        = self.input.host
    port        = self.input.port
    user        = self.input.user
    host_key    = self.input.host_key
    private_key = file(self.input.key_file)
  }

  provisioner "file" {
    source      = "${var.folder}/token-${self.input.role}"
    destination = "/tmp/bench-token"
  }

  provisioner "remote-exec" {
    inline = [
      "set -e",
      "${self.input.sudo}docker swarm join --advertise-addr ${self.input.address} --token $(cat /tmp/bench-token) ${var.machines[local.first].address}:2377",
      "rm /tmp/bench-token",
    ]
  }
}

resource "terraform_data" "stack" {
  input      = var.machines[local.first]
  depends_on = [terraform_data.node]

  connection {
    type        = "ssh"
    host        = self.input.host
    port        = self.input.port
    user        = self.input.user
    host_key    = self.input.host_key
    private_key = file(self.input.key_file)
  }

  provisioner "file" {
    source      = "${var.folder}/stack.yaml"
    destination = "/tmp/bench-stack.yaml"
  }

  provisioner "remote-exec" {
    inline = [
      "set -e",
      "${self.input.sudo}docker stack deploy --compose-file /tmp/bench-stack.yaml hello",
      "until ${self.input.sudo}docker service ls --format '{{.Replicas}}' | awk -F/ '$1 != $2 + 0 { exit 1 }'; do sleep 0.2; done",
      "rm /tmp/bench-stack.yaml",
    ]
  }
}
