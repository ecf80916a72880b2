package io.afterimage.cli.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What lies in {@code infra/}. */
final class Infra {

  static final Path FOLDER = Path.of("../infra");

  private Infra() {}

  /** The documents of one YAML file. */
  static List<JsonNode> documents(String path) {
    return documents(FOLDER.resolve(path));
  }

  /** The same, references and merges of YAML resolved. */
  static List<JsonNode> documents(Path file) {
    try (Reader text = Files.newBufferedReader(file)) {
      Iterable<Object> found = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text);
      return StreamSupport.stream(found.spliterator(), false)
          .<JsonNode>map(document -> EventJson.mapper().valueToTree(document))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The one document of a YAML or JSON file. */
  static JsonNode document(String path) {
    return documents(path).get(0);
  }

  /** The elements of an array. */
  static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** Every file under a folder whose name ends like that. */
  static List<Path> files(String folder, String ending) {
    try (Stream<Path> files = Files.walk(FOLDER.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
