# Finds a JDK 21 or newer and sets JAVA_HOME to it: JAVA_HOME, then PATH, then the usual folders.
# Sourced by ./mvnw and ./signalbox; plain POSIX sh. Ends the script with one line where there is none.

signalbox_jdk_least=21

signalbox_is_jdk() { # home: true if it is a JDK that is new enough
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  signalbox_major=$(sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release")
  [ -n "$signalbox_major" ] && [ "$signalbox_major" -ge "$signalbox_jdk_least" ]
}

signalbox_find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && signalbox_is_jdk "$JAVA_HOME"; then
    return 0
  fi
  signalbox_javac=$(command -v javac 2>/dev/null) || signalbox_javac=
  if [ -n "$signalbox_javac" ]; then
    signalbox_javac=$(readlink -f "$signalbox_javac" 2>/dev/null || printf %s "$signalbox_javac")
    signalbox_home=$(dirname "$(dirname "$signalbox_javac")")
    if signalbox_is_jdk "$signalbox_home"; then
      JAVA_HOME=$signalbox_home
      return 0
    fi
  fi
  for signalbox_home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
    "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if signalbox_is_jdk "$signalbox_home"; then
      JAVA_HOME=$signalbox_home
      return 0
    fi
  done
  return 1
}

if ! signalbox_find_jdk; then
  echo "signalbox: no JDK $signalbox_jdk_least or newer in JAVA_HOME, PATH or the usual folders: install the package openjdk-21-jdk (Debian, Ubuntu), java-21-openjdk-devel (Fedora, RHEL) or temurin-21-jdk, or set JAVA_HOME" >&2
  exit 1
fi
export JAVA_HOME
