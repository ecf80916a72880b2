package io.afterimage.models.inference.djl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Library;
import com.sun.jna.Native;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeStandardErrorTest {

  /** Writes past Java, as native code does. */
  interface Writing extends Library {

    /** Writes to a file descriptor. */
    long write(int descriptor, byte[] bytes, long count);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void shouldKeepAnUnwantedLineOfNativeCodeOffStandardError() {
    Writing c = Native.load("c", Writing.class);
    byte[] line = "[12:00:00] engine.cc:55: MXNet start using engine: X\n".getBytes(UTF_8);

    assertThat(
            NativeStandardError.without(
                said -> said.contains("start using"), () -> c.write(2, line, line.length)))
        .containsExactly("[12:00:00] engine.cc:55: MXNet start using engine: X");
    assertThat(NativeStandardError.without(said -> true, () -> {})).isEmpty();
  }
}
