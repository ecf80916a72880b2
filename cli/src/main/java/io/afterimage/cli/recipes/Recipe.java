package io.afterimage.cli.recipes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.afterimage.client.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Options of {@code afterimage train} by their long names without dashes; a list is joined with
 * commas. Whether such options exist is not known here.
 *
 * @param source where it comes from, for messages
 * @param settings in the order of the file
 */
public record Recipe(String source, Map<String, String> settings) {

  /** The recipes that come along. */
  public static final List<String> NAMES =
      List.of("cats-and-dogs", "cifar10-cnn", "cifar10-vgg16", "cifar10-mobilenetv2");

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String ENDING = ".yaml";

  /** Copies the map; its order stays. */
  public Recipe {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * One that comes along, by its name, or one from a file.
   *
   * @throws CommandFailure when there is neither, or it is no list of settings
   */
  public static Recipe of(String nameOrFile) {
    if (NAMES.contains(nameOrFile)) {
      return parse(ownText(nameOrFile), nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          "no recipe or file named '%s'; known recipes are %s"
              .formatted(nameOrFile, String.join(", ", NAMES)));
    }
    try {
      return parse(Files.readString(file), nameOrFile);
    } catch (IOException e) {
      throw new CommandFailure("cannot read the recipe %s: %s".formatted(file, e), e);
    }
  }

  /** The file of one that comes along, to copy and change. */
  public static String ownText(String name) {
    try (InputStream in = Recipe.class.getResourceAsStream(name + ENDING)) {
      if (in == null) {
        throw new IllegalStateException("the recipe " + name + " is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Recipe parse(String text, String source) {
    JsonNode root;
    try {
      root = YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          "recipe %s is not YAML: %s".formatted(source, e.getOriginalMessage()), e);
    }
    if (!root.isObject()) {
      throw new CommandFailure("recipe " + source + " has no settings such as 'epochs: 10'");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    root.properties().forEach(field -> settings.put(field.getKey(), value(field, source)));
    return new Recipe(source, settings);
  }

  private static String value(Map.Entry<String, JsonNode> field, String source) {
    JsonNode node = field.getValue();
    if (node.isArray()) {
      return StreamSupport.stream(node.spliterator(), false)
          .map(JsonNode::asText)
          .collect(Collectors.joining(","));
    } else if (!node.isValueNode() || node.isNull()) {
      throw new CommandFailure(
          "recipe %s: %s needs one value or a list".formatted(source, field.getKey()));
    }
    return node.asText();
  }
}
