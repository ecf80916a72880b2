package io.afterimage.cli.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.afterimage.client.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeTest {

  @TempDir Path folder;

  @Test
  void shouldReadEachThatComesAlong() {
    for (String name : Recipe.NAMES) {
      assertThat(Recipe.of(name).settings()).containsKeys("backbone", "size", "epochs", "seed");
    }
    assertThat(Recipe.of("cifar10-vgg16").settings()).containsEntry("hidden", "512");
  }

  @Test
  void shouldReadACopyThatWasChanged() throws IOException {
    Path copy = folder.resolve("mine.yaml");
    Files.writeString(copy, Recipe.ownText("cifar10-vgg16").replace("[512]", "[512, 64]"));

    assertThat(Recipe.of(copy.toString()).settings())
        .containsEntry("hidden", "512,64")
        .containsEntry("fine-tune-rate", "0.01");
  }

  @Test
  void shouldNameTheRecipesWhenThereIsNoneSuch() {
    assertThatThrownBy(() -> Recipe.of("cifar100"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no recipe or file named 'cifar100'")
        .hasMessageContaining("cats-and-dogs, cifar10-cnn");
  }

  @Test
  void shouldRefuseWhatIsNoListOfSettings() throws IOException {
    for (String text : new String[] {"", "- 1\n- 2\n", "epochs: {one: 1}", "epochs: [1", "size:"}) {
      Path file = Files.writeString(folder.resolve("bad.yaml"), text);

      assertThatThrownBy(() -> Recipe.of(file.toString()))
          .as(text)
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("bad.yaml");
    }
  }
}
