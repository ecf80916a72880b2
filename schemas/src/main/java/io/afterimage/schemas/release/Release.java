package io.afterimage.schemas.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Which build of Afterimage this is, as the build wrote it down: what commands, metrics, health
 * pages and manifests of published models tell.
 *
 * @param version such as {@code 0.2.0}, with {@code -SNAPSHOT} until it is released; absent where
 *     Maven did not build the classes
 * @param commit the sources' Git commit, with {@code -dirty} where they had changes; absent where
 *     the classes were not packaged, or the sources are in no Git repository
 */
public record Release(Optional<String> version, Optional<String> commit) {

  /** Stands for what is not known. */
  public static final String UNKNOWN = "unknown";

  private static final List<String> FILES = List.of("release.properties", "commit.properties");
  private static final Release CURRENT = of(read());

  /** The one that runs. */
  public static Release current() {
    return CURRENT;
  }

  /** Of a build that wrote these properties. */
  public static Release of(Properties build) {
    return new Release(value(build, "version"), value(build, "commit"));
  }

  /** The version, or {@value #UNKNOWN}. */
  public String versionText() {
    return version.orElse(UNKNOWN);
  }

  /** The commit, or {@value #UNKNOWN}. */
  public String commitText() {
    return commit.orElse(UNKNOWN);
  }

  /** For people: {@code 0.2.0 (0123456789ab)}. */
  @Override
  public String toString() {
    return versionText() + commit.map(known -> " (" + known + ")").orElse("");
  }

  /** Maven leaves a placeholder where it has no value for it. */
  private static Optional<String> value(Properties build, String name) {
    return Optional.of(build.getProperty(name, ""))
        .filter(value -> !value.isEmpty() && !value.startsWith("${"));
  }

  private static Properties read() {
    Properties build = new Properties();
    for (String name : FILES) {
      try (InputStream file = Release.class.getResourceAsStream(name)) {
        if (file != null) {
          build.load(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + name, e);
      }
    }
    return build;
  }
}
