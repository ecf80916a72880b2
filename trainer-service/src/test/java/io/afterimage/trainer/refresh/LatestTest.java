package io.afterimage.trainer.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatestTest {

  private final Latest<String, Object> latest = new Latest<>(2);
  private final List<String> made = new ArrayList<>();

  @Test
  void shouldMakeAValueOnceAndForgetTheOneThatWasAskedForLongestAgo() {
    Object a = get("a");
    assertThat(get("a")).isSameAs(a);
    get("b");
    get("a");
    get("c");
    get("a");
    get("b");

    assertThat(made).containsExactly("a", "b", "c", "b");
  }

  @Test
  void shouldMakeAValueAgainThatIsToBeForgotten() {
    get("a");
    latest.forget("a");
    get("a");

    assertThat(made).containsExactly("a", "a");
  }

  private Object get(String key) {
    return latest.get(
        key,
        () -> {
          made.add(key);
          return new Object();
        });
  }
}
