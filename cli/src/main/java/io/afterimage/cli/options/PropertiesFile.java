package io.afterimage.cli.options;

import io.afterimage.client.CommandFailure;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads a Java properties file in UTF-8. */
public final class PropertiesFile {

  private PropertiesFile() {}

  /**
   * Its names and values, sorted by name.
   *
   * @throws CommandFailure naming the file, when it cannot be read
   */
  public static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new CommandFailure("no such file: " + file, e);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure(
          "cannot read the properties in %s: %s".formatted(file, e.getMessage()), e);
    }
    Map<String, String> values = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name)));
    return values;
  }
}
