"""A stand-in for AWS on this machine, for tests alone: moto with what it lacks for infra/.

Calls that moto does not know are added, and answers that forget what they were told are completed, so that a second plan
can be empty. It shows that the files agree with themselves, not that AWS would agree. It reaches into moto's insides, which
is why it insists on the version it was written for.

    python3 stand_in.py -H 127.0.0.1 -p 5999
"""

import copy
import itertools
import sys
import uuid

import moto
from moto.core.responses import ActionResult, EmptyResult
from moto.core.types import Base64EncodedString

MOTO = "5.2.1"


def after(owner, name):
    """Decorator: runs a function on what a method was given and answered; its own answer counts, unless it is None."""

    def decorate(function):
        original = getattr(owner, name)

        def method(self, *args, **kwargs):
            answer = original(self, *args, **kwargs)
            changed = function(self, answer, *args, **kwargs)
            return answer if changed is None else changed

        setattr(owner, name, method)
        return function

    return decorate


def attribute(owner):
    """Decorator: a property of that class."""

    def decorate(function):
        setattr(owner, function.__name__, property(function))
        return function

    return decorate


# CloudFront ------------------------------------------------------------------------------------------------------------


def cloudfront():
    from moto.cloudfront import models, urls
    from moto.cloudfront.responses import CloudFrontResponse

    class Told(dict):
        """The configuration of a distribution, as it was told; moto's own class drops and invents parts."""

        @property
        def caller_reference(self):
            return self["CallerReference"]

    models.DistributionConfig = lambda config: Told({"OriginGroups": {"Quantity": 0}} | config)

    @after(models.CloudFrontBackend, "update_distribution")
    def a_new_tag(self, answer, dist_config, _id, if_match):
        distribution, location, _ = answer
        distribution.etag = models.random_id()
        return distribution, location, distribution.etag

    for kind, path in {
        "CachePolicy": "cache-policy",
        "OriginRequestPolicy": "origin-request-policy",
        "ResponseHeadersPolicy": "response-headers-policy",
    }.items():
        kept_policies(CloudFrontResponse, kind)
        for end in ("$", "/(?P<policy_id>[^/]+)$", "/(?P<policy_id>[^/]+)/config$"):
            urls.url_paths["{0}/2020-05-31/" + path + end] = CloudFrontResponse.dispatch


def kept_policies(response, kind):
    """Adds create, get, update and delete of one kind of policy."""
    kept = {}
    name = {"CachePolicy": "cache", "OriginRequestPolicy": "origin_request", "ResponseHeadersPolicy": "response_headers"}[kind]

    def told(self, identity):
        policy = {
            "Id": identity,
            "LastModifiedTime": "2024-01-01T00:00:00Z",
            f"{kind}Config": copy.deepcopy(dict(self._get_param(f"{kind}Config"))),
        }
        kept[identity] = {kind: policy, "ETag": uuid.uuid4().hex}
        return ActionResult(kept[identity])

    def delete(self):
        kept.pop(self._get_param("Id"))
        return EmptyResult()

    setattr(response, f"create_{name}_policy", lambda self: told(self, str(uuid.uuid4())))
    setattr(response, f"update_{name}_policy", lambda self: told(self, self._get_param("Id")))
    setattr(response, f"get_{name}_policy", lambda self: ActionResult(kept[self._get_param("Id")]))
    setattr(response, f"delete_{name}_policy", delete)


# ElastiCache -----------------------------------------------------------------------------------------------------------


def elasticache():
    from moto.elasticache import models
    from moto.elasticache.responses import ElastiCacheResponse

    group = models.ReplicationGroup
    original = group._set_node_members_clusters_disabled

    def as_many_as_told(self, **told):
        told["replicas_per_node_group"] = told["num_cache_clusters"] - 1
        original(self, **told)

    group._set_node_members_clusters_disabled = as_many_as_told

    @after(models.ElastiCacheBackend, "create_replication_group")
    def members(self, answer, **told):
        """Each node is a cluster of its own that can be asked for."""
        for name in answer.member_clusters:
            node = models.CacheCluster(self.account_id, self.region_name, name, *[None] * 31)
            same = ("cache_node_type", "engine", "cache_subnet_group_name", "preferred_maintenance_window", "snapshot_window",
                    "auto_minor_version_upgrade", "transit_encryption_enabled", "at_rest_encryption_enabled", "auth_token_enabled", "replication_group_id")
            for field in same:
                setattr(node, field, getattr(answer, field))
            node.engine_version = f"{answer.engine_version}.0"
            node.cache_parameter_group = {"CacheParameterGroupName": "default.redis7"}
            node.security_groups = [{"SecurityGroupId": each, "Status": "active"} for each in answer.security_group_ids]
            self.cache_clusters[name] = node
        answer.transit_encryption_mode = "required"

    @after(models.ElastiCacheBackend, "delete_replication_group")
    def gone(self, answer, replication_group_id, **_):
        del self.replication_groups[replication_group_id]
        for name in answer.member_clusters:
            self.cache_clusters.pop(name, None)

    def delete_cache_subnet_group(self):
        del self.elasticache_backend.cache_subnet_groups[self._get_param("CacheSubnetGroupName")]
        return EmptyResult()

    ElastiCacheResponse.delete_cache_subnet_group = delete_cache_subnet_group


# RDS -------------------------------------------------------------------------------------------------------------------


def rds():
    from moto.rds import models

    numbers = itertools.count(1)

    def insights(database, told):
        for field, default in (("enable_performance_insights", False), ("performance_insights_retention_period", None)):
            setattr(database, field, told.get(field, default))

    @after(models.DBInstance, "__init__")
    def own_number(self, answer, *args, **told):
        self.dbi_resource_id = f"db-{next(numbers):026}"
        insights(self, told)

    @after(models.RDSBackend, "create_db_instance_read_replica")
    def replica_of_its_own(self, answer, db_kwargs):
        answer.dbi_resource_id = f"db-{next(numbers):026}"
        answer.deletion_protection = db_kwargs.get("deletion_protection", False)
        answer.multi_az = False
        answer.backup_retention_period = 0
        insights(answer, db_kwargs)

    @attribute(models.DBInstance)
    def performance_insights_enabled(self):
        return getattr(self, "enable_performance_insights", False)

    @after(models.DBParameterGroup, "update_parameters")
    def by_somebody(self, answer, new_parameters):
        """What was set is told from what was there before."""
        for parameter in self.parameters.values():
            parameter["Source"] = "user"


# EC2 and Auto Scaling --------------------------------------------------------------------------------------------------


def ec2():
    from moto.ec2.models import launch_templates, security_groups
    from moto.ec2.responses.launch_templates import LaunchTemplates

    @after(security_groups.SecurityGroupRule, "__init__")
    def keep_description(self, answer, *args, **told):
        given = dict(zip(("ec2_backend", "ip_protocol", "group_id", "from_port", "to_port", "ip_range", "source_group",
                          "prefix_list_id"), args)) | told
        peers = [given.get(name) or {} for name in ("ip_range", "source_group", "prefix_list_id")]
        self.said = next((peer["Description"] for peer in peers if peer.get("Description")), None)

    @attribute(security_groups.SecurityGroupRule)
    def description(self):
        return self.said

    @attribute(launch_templates.LaunchTemplateVersion)
    def user_data(self):
        data = self.data.get("UserData")
        return Base64EncodedString(data) if isinstance(data, str) else data

    @after(LaunchTemplates, "create_launch_template")
    def only_for_the_template(self, answer):
        """Tags of the template itself are not among those of what it starts."""
        template = self.ec2_backend.get_launch_template_by_name(self._get_param("LaunchTemplateName"))
        data = template.versions[0].data
        data["TagSpecifications"] = [
            tags for tags in data.get("TagSpecifications", []) if tags["ResourceType"] != "launch-template"
        ]


def autoscaling():
    from moto.autoscaling import models
    from moto.autoscaling.responses import AutoScalingResponse

    # A template says of the group what moto's group does not keep.
    told = {}

    @after(AutoScalingResponse, "create_auto_scaling_group")
    @after(AutoScalingResponse, "update_auto_scaling_group")
    def keep_warmup(self, answer):
        if self._get_param("DefaultInstanceWarmup") is not None:
            told[self._get_param("AutoScalingGroupName")] = self._get_int_param("DefaultInstanceWarmup")

    @attribute(models.FakeAutoScalingGroup)
    def default_instance_warmup(self):
        return told.get(self.name)

    @attribute(models.FakeScalingPolicy)
    def enabled(self):
        return True

    @after(models.FakeScalingPolicy, "__init__")
    def no_empty_block(self, answer, *args, **_):
        self.predictive_scaling_configuration = self.predictive_scaling_configuration or None

    def start_instance_refresh(self):
        return ActionResult({"InstanceRefreshId": str(uuid.uuid4())})

    def describe_instance_refreshes(self):
        return ActionResult({"InstanceRefreshes": []})

    AutoScalingResponse.start_instance_refresh = start_instance_refresh
    AutoScalingResponse.describe_instance_refreshes = describe_instance_refreshes


# SSM -------------------------------------------------------------------------------------------------------------------


def ssm():
    from moto.ssm import models

    @after(models.SimpleSystemManagerBackend, "get_parameter")
    def debian(self, answer, name):
        """The image that Debian publishes; moto knows only those of Amazon."""
        if answer is None and name.startswith("/aws/service/debian/"):
            return models.Parameter(
                account_id=self.account_id, name=name, value="ami-04681a1dbd79675a5", parameter_type="String",
                description="", allowed_pattern="", keyid=None, last_modified_date=0, version=1, data_type="aws:ec2:image",
            )


# The server ------------------------------------------------------------------------------------------------------------


def failing_at_once():
    """A call that is not known is answered 501, not 500, which the provider would repeat for ten minutes."""
    from moto.core.responses import BaseResponse

    original = BaseResponse.call_action

    def call_action(self):
        try:
            return original(self)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is the end of this call
            print(f"not known: {self.service_name} {self._get_action()}: {problem!r}", file=sys.stderr, flush=True)
            return 501, {}, f"{self.service_name} {self._get_action()}: {problem!r}"

    BaseResponse.call_action = call_action


def main():
    if moto.__version__ != MOTO:
        sys.exit(f"This stand-in was written for moto {MOTO}, not {moto.__version__}: pip install 'moto[server]=={MOTO}'")
    for part in (cloudfront, elasticache, rds, ec2, autoscaling, ssm, failing_at_once):
        part()
    from moto.s3.models import s3_backends
    from moto.server import main as serve

    # Where the state goes: it is there before all else.
    s3_backends["123456789012"]["aws"].create_bucket("state", "us-east-1")
    serve(sys.argv[1:])


if __name__ == "__main__":
    main()
