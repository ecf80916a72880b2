package io.afterimage.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;

/** Golden figures, computed by the scripts in {@code src/test/python}. */
public final class Fixtures {

  private Fixtures() {}

  /** The document of this name in {@code src/test/resources}. */
  public static JsonNode json(String name) throws IOException {
    try (InputStream in = Fixtures.class.getResourceAsStream("/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** A JSON array of numbers. */
  public static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }
}
