package io.afterimage.cli.command;

import io.afterimage.schemas.release.Release;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints, as the build wrote it down: no engine is loaded for it. */
final class BuildVersion implements IVersionProvider {

  private static final String FILE = "/io/afterimage/cli/build.properties";

  private final Release release;
  private final Properties engines;

  BuildVersion() {
    this(Release.current(), read());
  }

  /**
   * Of that build.
   *
   * @param engines their versions by name, as Maven fills them in
   */
  BuildVersion(Release release, Properties engines) {
    this.release = release;
    this.engines = engines;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "afterimage " + release.versionText(),
      "commit " + release.commitText(),
      "Java %s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")),
      "OS %s %s (%s)"
          .formatted(
              System.getProperty("os.name"),
              System.getProperty("os.version"),
              System.getProperty("os.arch")),
      "engines ONNX Runtime %s, MXNet %s, OpenCV %s"
          .formatted(
              engine("onnxruntime"), engine("mxnet"), engine("opencv").replaceFirst("-.*", ""))
    };
  }

  /** Maven leaves a placeholder where it has no value for it. */
  private String engine(String name) {
    String version = engines.getProperty(name, "");
    return version.isEmpty() || version.startsWith("${") ? Release.UNKNOWN : version;
  }

  private static Properties read() {
    Properties engines = new Properties();
    try (InputStream file = BuildVersion.class.getResourceAsStream(FILE)) {
      if (file != null) {
        engines.load(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE, e);
    }
    return engines;
  }
}
