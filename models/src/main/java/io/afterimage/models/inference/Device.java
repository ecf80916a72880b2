package io.afterimage.models.inference;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where graphs run. Text form: {@code cpu}, {@code gpu} (the first one), {@code gpu:N}. */
public sealed interface Device {

  /** The processor. */
  record Cpu() implements Device {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  /** The CUDA device with this index, from 0. */
  record Gpu(int index) implements Device {
    @Override
    public String toString() {
      return "gpu:" + index;
    }
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException saying what is allowed
   */
  static Device parse(String text) {
    Matcher gpu = Pattern.compile("gpu(?::(\\d{1,3}))?").matcher(text);
    if (gpu.matches()) {
      return new Gpu(gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1)));
    }
    if (text.equals("cpu")) {
      return new Cpu();
    }
    throw new IllegalArgumentException(
        "device '" + text + "' is unknown: use cpu, gpu or gpu:N, such as gpu:0");
  }
}
