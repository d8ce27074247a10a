"""What the tests of the whole architecture look at, beside what Terraform itself can be asked.

    look.py secrets STATE    no password is kept where it can be read
    look.py release PLAN     a new release changes launch templates and groups, and nothing else
    look.py large PLAN       growing deletes nothing that holds data
"""

import base64
import json
import re
import subprocess
import sys

REGION = "eu-central-1"

# Redis and CloudFront cannot take a secret unseen; see modules/secrets.
IN_STATE = {"cache", "edge"}


def secrets(path):
    import boto3
    from botocore.config import Config

    def client(name):
        return boto3.client(name, region_name=REGION, config=Config(retries={"max_attempts": 1}))

    state = open(path, encoding="utf-8").read()
    ec2 = client("ec2")
    told = ""
    for template in ec2.describe_launch_templates()["LaunchTemplates"]:
        versions = ec2.describe_launch_template_versions(LaunchTemplateId=template["LaunchTemplateId"])
        for version in versions["LaunchTemplateVersions"]:
            start = base64.b64decode(version["LaunchTemplateData"]["UserData"])
            told += start.decode()
            problem = subprocess.run(["bash", "-n"], input=start, capture_output=True, check=False).stderr
            if problem:
                yield f"{template['LaunchTemplateName']} would not start: {problem.decode()}"

    known = set(re.findall(r"^(?:# )?([A-Z_]+)=", open(".env.example", encoding="utf-8").read(), re.MULTILINE))
    for setting in sorted(set(re.findall(r"^([A-Z_]+)(?:=| arn:)", told, re.MULTILINE)) - known):
        yield f"Servers are told {setting}, which is not in .env.example."

    manager = client("secretsmanager")
    seen, values = set(), {}
    for secret in manager.list_secrets(MaxResults=100)["SecretList"]:
        name = secret["Name"].split("/", 1)[1]
        try:
            values[name] = manager.get_secret_value(SecretId=secret["ARN"])["SecretString"]
        except manager.exceptions.ResourceNotFoundException:
            continue  # filled in by hand
        if values[name] in state:
            seen.add(name)
        if values[name] in told:
            yield f"Servers are told the secret {name}."
        if secret["ARN"] not in told and name not in ("edge", "database/administrator"):
            yield f"No server is told where the secret {name} is."
    if len(values) < 7 or any(len(value) < 32 for value in values.values()):
        yield f"Not every secret has a value: {sorted(values)}."
    if len(set(values.values())) != len(values):
        yield "Two secrets are alike."
    if seen != IN_STATE:
        yield f"In the state are {sorted(seen)}, expected {sorted(IN_STATE)}."


def changes(path):
    for change in json.load(open(path, encoding="utf-8"))["resource_changes"]:
        if change["mode"] == "managed" and change["change"]["actions"] != ["no-op"]:
            yield change["address"], change["change"]["actions"]


def release(path):
    expected = {
        f"module.{servers}.aws_{what}.this": ["update"]
        for servers in ("web", "async")
        for what in ("launch_template", "autoscaling_group")
    }
    found = dict(changes(path))
    if found != expected:
        yield f"A release changes {found}, expected {expected}."


def large(path):
    for address, actions in changes(path):
        if "delete" in actions:
            yield f"Growing takes away {address}: {actions}."


def main():
    problems = list({"secrets": secrets, "release": release, "large": large}[sys.argv[1]](sys.argv[2]))
    print("\n".join(problems) or "As expected.")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
