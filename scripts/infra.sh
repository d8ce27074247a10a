# shellcheck shell=bash
# The AWS architecture in infra/: its form, what its tests say, and, for ./dev test infra, a whole life of it against a
# stand-in for AWS on this machine: made, planned again, given a new release, taken down.

TERRAFORM_AT_LEAST=1.11
MOTO_VERSION=5.2.1
STAND_IN=      # process id of the stand-in for AWS
STAND_IN_PORT= # where it listens

# In ./dev test: what needs no server. A machine without Terraform is told so; that is no failure of the project.
infrastructure() {
  if ! has_terraform; then
    say "AWS architecture: not checked, terraform $TERRAFORM_AT_LEAST or later is not installed"
  elif ! prepare_terraform; then
    say "AWS architecture: not checked, the provider hashicorp/aws is not to be had: see .data/log/infra-init.log"
  else
    infra_lints
  fi
}

infra_lints() {
  check infra-format "AWS architecture: format" in_infra terraform fmt -check -recursive -diff
  check infra-valid "AWS architecture: validity" in_infra terraform validate -no-tests
  check infra-tests "AWS architecture: who may talk to whom, what is kept, what is encrypted" \
    in_infra terraform test -var-file=sizes/small.tfvars
}

# ./dev test infra: all of it, and here what is missing is a failure.
infra_whole() {
  has_terraform || die "terraform $TERRAFORM_AT_LEAST or later is missing. It is one program: https://developer.hashicorp.com/terraform/install"
  prepare_terraform || die "The provider hashicorp/aws is missing and cannot be fetched: see .data/log/infra-init.log. TF_PLUGIN_DIR names a folder
that holds it as registry.terraform.io/hashicorp/aws/VERSION/linux_amd64/terraform-provider-aws_…"
  infra_lints
  if command -v "${CHECKOV:-checkov}" >/dev/null; then
    check infra-policy "AWS architecture: policy scan" in_infra "${CHECKOV:-checkov}" -d . --quiet --compact
  else
    say "AWS architecture: no policy scan, checkov is not installed (CHECKOV names it elsewhere)"
  fi
  infra_life
}

has_terraform() {
  [[ -f ${TF_CLI_CONFIG_FILE:-/dev/null} ]] || unset TF_CLI_CONFIG_FILE # a name of no file is warned about each time
  command -v terraform >/dev/null &&
    printf '%s\n' "$TERRAFORM_AT_LEAST" "$(terraform version 2>/dev/null | sed -n '1s/^Terraform v//p')" | sort -VC
}

# Downloads nothing that lies on this machine already. The state of these tests is not the state of anything real.
prepare_terraform() {
  if [[ -z ${TF_PLUGIN_DIR:-} && -z ${TF_CLI_CONFIG_FILE:-} && ${TF_CLI_ARGS_init:-} != *plugin-dir* ]]; then
    TF_PLUGIN_DIR=$(find "$HOME/.terraform.d" /usr/share /usr/local /opt /var/lib -maxdepth 8 \
      -path '*/hashicorp/aws/*/terraform-provider-aws*' -print -quit 2>/dev/null || true)
    TF_PLUGIN_DIR=${TF_PLUGIN_DIR%/*/hashicorp/aws/*}
  fi
  [[ -z ${TF_PLUGIN_DIR:-} ]] || export TF_CLI_ARGS_init="${TF_CLI_ARGS_init:-} -plugin-dir=$TF_PLUGIN_DIR"
  export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1 TF_INPUT=0 TF_CLI_ARGS=-no-color
  export TF_VAR_environment=local TF_VAR_domain=shop.example.org TF_VAR_alarm_email=alarms@example.org TF_VAR_release=1.0.0
  mkdir -p "$DATA/infra" "$LOGS"
  export TF_DATA_DIR=$DATA/infra/terraform
  say "AWS architecture: preparing Terraform"
  in_infra terraform init -backend=false -lockfile=readonly >"$LOGS/infra-init.log" 2>&1
}

in_infra() { (cd infra && "$@"); }

# The whole life. Each step needs the one before it.
infra_life() {
  start_stand_in
  rm -rf "$DATA/infra/life"
  export TF_DATA_DIR=$DATA/infra/life
  during infra-begin "AWS architecture: an empty state" in_infra terraform init -reconfigure -lockfile=readonly \
    -backend-config=bucket=state -backend-config=key=state -backend-config=region=us-east-1 || die "Terraform does not begin."
  # Small, but for what could not be taken down again.
  local small=(-var-file=sizes/small.tfvars -var=protected=false)
  check infra-refused "AWS architecture: wrong settings are refused" settings_refused
  check infra-apply "AWS architecture: made (three minutes)" in_infra timeout 900 terraform apply -auto-approve -parallelism=40 "${small[@]}"
  check infra-again "AWS architecture: a second plan has nothing to do" in_infra terraform plan -detailed-exitcode "${small[@]}"
  check infra-secrets "AWS architecture: no password is in the state or in what servers are told" secrets_unseen
  check infra-release "AWS architecture: a release changes the servers and nothing else" release_changes "${small[@]}"
  check infra-large "AWS architecture: grows to large" grows
  check infra-destroy "AWS architecture: taken down (two minutes)" \
    in_infra timeout 900 terraform destroy -auto-approve -parallelism=40 "${small[@]}"
  stop_stand_in
}

start_stand_in() {
  local python
  python=$(python_with_moto) || die "The stand-in for AWS needs Python 3 and the package moto[server]==$MOTO_VERSION."
  STAND_IN_PORT=$(free_port 5999)
  MOTO_ACM_VALIDATION_WAIT=0 MOTO_IAM_LOAD_MANAGED_POLICIES=true \
    "$python" infra/local/stand_in.py -H 127.0.0.1 -p "$STAND_IN_PORT" >"$LOGS/infra-stand-in.log" 2>&1 &
  STAND_IN=$!
  await "The stand-in for AWS" "$LOGS/infra-stand-in.log" listening "$STAND_IN_PORT"
  # An address rather than a name, so that buckets are asked for by path.
  export AWS_ENDPOINT_URL=http://127.0.0.1:$STAND_IN_PORT AWS_EC2_METADATA_DISABLED=true
  export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1
  unset AWS_PROFILE AWS_SESSION_TOKEN
}

stop_stand_in() {
  [[ -n $STAND_IN ]] || return 0
  kill -TERM "$STAND_IN" 2>/dev/null || true
  wait "$STAND_IN" 2>/dev/null || true
  STAND_IN=
}

# The Python that has moto of that version, or one made for it in the shared cache.
python_with_moto() {
  local python home=$TOOLS/moto-$MOTO_VERSION
  for python in python3 "$home/bin/python"; do
    [[ $("$python" -c 'import moto, flask; print(moto.__version__)' 2>/dev/null) == "$MOTO_VERSION" ]] && echo "$python" && return
  done
  { python3 -m venv "$home" && "$home/bin/pip" install --quiet "moto[server]==$MOTO_VERSION"; } >"$LOGS/infra-moto.log" 2>&1 &&
    echo "$home/bin/python"
}

# Each wrong setting is named.
settings_refused() {
  local found setting
  found=$(in_infra terraform plan -var-file=sizes/small.tfvars -var=environment=Production -var=domain=https://shop.example.org \
    -var=alarm_email=nobody -var=release=v1 -var=nat_gateways=3 -var='web={instance_type="t3a.medium",min=1,max=4}' \
    -var='async={instance_type="t3a.medium",min=2,max=1}' 2>&1) && echo "It was planned." && return 1
  for setting in environment domain alarm_email release nat_gateways web.min async.min; do
    grep -qF "$setting has to be" <<<"$found" || { echo "Not named: $setting"; echo "$found"; return 1; }
  done
}

look() { "$(python_with_moto)" infra/local/look.py "$@"; }

secrets_unseen() {
  in_infra terraform state pull >"$DATA/infra/state.json" && look secrets "$DATA/infra/state.json"
}

release_changes() {
  in_infra terraform plan -out="$DATA/infra/release" "$@" -var=release=1.0.1 &&
    in_infra terraform show -json "$DATA/infra/release" >"$DATA/infra/release.json" &&
    look release "$DATA/infra/release.json" &&
    in_infra timeout 900 terraform apply -parallelism=40 "$DATA/infra/release" &&
    in_infra terraform plan -detailed-exitcode "$@" -var=release=1.0.1
}

# Planned only: 2 says that there is something to do.
grows() {
  local code=0
  in_infra terraform plan -detailed-exitcode -out="$DATA/infra/large" -var-file=sizes/large.tfvars || code=$?
  ((code == 2)) && in_infra terraform show -json "$DATA/infra/large" >"$DATA/infra/large.json" && look large "$DATA/infra/large.json"
}
