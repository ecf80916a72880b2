package io.afterimage.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/**
 * What {@code --version} prints, as the build wrote it down: no engine is loaded for it. Of classes
 * that were not packaged, or of sources without a Git repository, the commit is unknown.
 */
final class BuildVersion implements IVersionProvider {

  private static final List<String> FILES =
      List.of("/io/afterimage/cli/build.properties", "/io/afterimage/cli/commit.properties");
  private static final String UNKNOWN = "unknown";

  private final Properties build;

  BuildVersion() {
    this(read());
  }

  /** Of a build that wrote these properties. */
  BuildVersion(Properties build) {
    this.build = build;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "afterimage " + value("version"),
      "commit " + value("commit"),
      "Java %s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")),
      "engines ONNX Runtime %s, MXNet %s, OpenCV %s"
          .formatted(value("onnxruntime"), value("mxnet"), value("opencv").replaceFirst("-.*", ""))
    };
  }

  /** Maven leaves a placeholder where it has no value for it. */
  private String value(String name) {
    String value = build.getProperty(name, "");
    return value.isEmpty() || value.startsWith("${") ? UNKNOWN : value;
  }

  private static Properties read() {
    Properties build = new Properties();
    for (String name : FILES) {
      try (InputStream file = BuildVersion.class.getResourceAsStream(name)) {
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
