# Runs one of the benchmarks that are written in Java: run_bench <class> <programs it needs, by their Debian package> -- <arguments>.
# Sourced; the caller stands in the project's root.
. dev/jdk.sh

run_bench() {
  local main=$1 missing=()
  shift
  while [ "$1" != -- ]; do
    command -v "${1%:*}" >/dev/null || missing+=("${1#*:}")
    shift
  done
  shift
  if [ ${#missing[@]} -gt 0 ]; then
    echo "bench: missing: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  if [ ! -r traffic-router/target/quarkus-app/quarkus-run.jar ]; then
    echo "bench: the router is not built: ./mvnw -pl api,traffic-router package -DskipTests" >&2
    exit 1
  fi
  local classes
  classes=$(mktemp -d)
  trap "rm -rf '$classes'" EXIT
  "$JAVA_HOME/bin/javac" -Xlint:all -Werror -d "$classes" -sourcepath bench "bench/$main.java"
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp "$classes" "$main" "$@"
}
