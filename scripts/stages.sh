# Sourced by scripts/demo and scripts/test: runs named stages one after another and, at the end,
# says how long each took, also when one of them fails.

# How everything is built: in release, without debug information, which costs a sixth of a build from
# nothing. The flags are the same everywhere, or one script would build anew what another has built;
# the Makefile has them, too.
readonly build_flags=(-c release -debug-info-format none)

stage_names=()
stage_seconds=()

# stage NAME COMMAND…: runs the command under a heading; the script ends if the command fails.
stage() {
  local name=$1 start=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || status=$?
  stage_names+=("$name")
  stage_seconds+=($((SECONDS - start)))
  if [ "$status" -ne 0 ]; then
    printf '\n%s failed with exit status %s\n' "$name" "$status" >&2
    exit "$status"
  fi
}

print_stages() {
  local status=$? index
  printf '\n== Time\n'
  for index in "${!stage_names[@]}"; do
    printf '%-28s %4d min %02d s\n' "${stage_names[index]}" \
      $((stage_seconds[index] / 60)) $((stage_seconds[index] % 60))
  done
  printf '%-28s %4d min %02d s\n' total $((SECONDS / 60)) $((SECONDS % 60))
  return "$status"
}
trap print_stages EXIT
