package io.afterimage.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A JSON Schema that is published, to hold real records to. A module that uses it declares {@code
 * json-schema-validator} itself.
 */
public final class PublishedSchema {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILE = "/io/afterimage/schemas/events/%s.schema.json";

  private final JsonSchema schema;

  private PublishedSchema(JsonSchema schema) {
    this.schema = schema;
  }

  /**
   * The schema of an event.
   *
   * @param name such as {@code prediction}
   */
  public static PublishedSchema of(String name) {
    String file = FILE.formatted(name);
    try (InputStream json = PublishedSchema.class.getResourceAsStream(file)) {
      return of(JSON.readTree(Objects.requireNonNull(json, "no schema " + file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A schema as it is, with formats such as {@code date-time} checked. */
  public static PublishedSchema of(JsonNode schema) {
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    return new PublishedSchema(
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema, config));
  }

  /** What a document has that the schema does not allow; empty where it is valid. */
  public List<String> faults(JsonNode document) {
    return schema.validate(document).stream().map(ValidationMessage::getMessage).toList();
  }

  /** The same for a record's headers: each name with its last value as UTF-8 text. */
  public List<String> faults(Headers headers) {
    return faults(object(headers));
  }

  /** Headers as the schema of headers describes them. */
  public static ObjectNode object(Headers headers) {
    ObjectNode object = JSON.createObjectNode();
    for (Header header : headers) {
      byte[] value = header.value();
      object.put(header.key(), value == null ? null : new String(value, StandardCharsets.UTF_8));
    }
    return object;
  }
}
