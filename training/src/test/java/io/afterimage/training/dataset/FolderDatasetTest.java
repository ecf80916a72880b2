package io.afterimage.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderDatasetTest {

  @TempDir Path root;

  @Test
  void shouldListImagesInTheirLaidOutSplits() throws IOException {
    add("train/dogs", 3);
    add("train/cats", 2);
    add("validation/cats", 1);
    add("validation/dogs", 1);
    add("test/dogs", 1);

    Dataset dataset = FolderDataset.list(root, StableSplit.SERVICE, 1);

    assertThat(dataset.labels()).containsExactly("cats", "dogs");
    assertThat(dataset.sizes())
        .isEqualTo(Map.of(Split.TRAIN, 5L, Split.VALIDATION, 2L, Split.TEST, 1L));
    assertThat(dataset.images())
        .extracting(LabelledImage::id)
        .isSorted()
        .contains("train/cats/0.jpg", "test/dogs/0.jpg");
    assertThat(dataset.images().get(0).source().read()).containsExactly(0);
  }

  @Test
  void shouldSplitAPlainFolderByIdAlone() throws IOException {
    add("cats", 40);
    add("dogs", 40);
    Dataset before = FolderDataset.list(root);
    add("birds", 40);

    Dataset after = FolderDataset.list(root);

    assertThat(before.sizes()).containsOnlyKeys(Split.TRAIN, Split.VALIDATION, Split.TEST);
    assertThat(before.images())
        .allSatisfy(
            image -> {
              assertThat(image.split()).isEqualTo(StableSplit.SERVICE.of(image.id()));
              assertThat(after.images())
                  .anyMatch(
                      other -> other.id().equals(image.id()) && other.split() == image.split());
            });
  }

  @Test
  void shouldValidateWithTrainingImagesWhenOnlyTestIsLaidOut() throws IOException {
    add("train/cats", 40);
    add("train/dogs", 40);
    add("test/cats", 5);
    add("test/dogs", 5);

    Dataset dataset = FolderDataset.list(root);

    assertThat(dataset.sizes().get(Split.TEST)).isEqualTo(10);
    assertThat(dataset.images())
        .filteredOn(image -> image.split() == Split.VALIDATION)
        .isNotEmpty()
        .allMatch(image -> image.id().startsWith("train/"));
    assertThat(dataset.images())
        .filteredOn(image -> image.id().startsWith("train/"))
        .allMatch(image -> image.split() != Split.TEST)
        .filteredOn(image -> StableSplit.position(image.id()) < 0.2)
        .allMatch(image -> image.split() == Split.VALIDATION);
  }

  /** What a command learns from a folder, a service that is sent it holds out no part of. */
  @Test
  void shouldSplitAPlainFolderAsTheServiceDoes() throws IOException {
    add("cats", 60);
    add("dogs", 60);

    assertThat(FolderDataset.list(root).images())
        .allMatch(image -> image.split() == StableSplit.SERVICE.of(image.id()));
  }

  @ParameterizedTest
  @CsvSource({
    "train, val, test",
    "train, valid, testing",
    "Train, Val, Test",
    "training, validation, testing",
    "TRAIN, dev, test"
  })
  void shouldKnowTheUsualNamesOfSplits(String train, String validation, String test)
      throws IOException {
    add(train + "/cats", 3);
    add(train + "/dogs", 3);
    add(validation + "/cats", 2);
    add(validation + "/dogs", 2);
    add(test + "/cats", 1);
    add(test + "/dogs", 1);

    Dataset dataset = FolderDataset.list(root, StableSplit.SERVICE, 1);

    assertThat(dataset.labels()).containsExactly("cats", "dogs");
    assertThat(dataset.sizes())
        .isEqualTo(Map.of(Split.TRAIN, 6L, Split.VALIDATION, 4L, Split.TEST, 2L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train_images,val_images",
        "fold1,fold2",
        "val,test",
        "train,test,extra",
        "trainset,testset"
      })
  void shouldRefuseFoldersThatLookLikeSplitsButAreNotKnown(String folders) throws IOException {
    for (String folder : folders.split(",", -1)) {
      add(folder + "/cats", 12);
      add(folder + "/dogs", 12);
    }

    assertRefused(root, "which look like splits and not like classes");
  }

  @Test
  void shouldRefuseTwoFoldersForOneSplit() throws IOException {
    add("train/cats", 1);
    add("val/cats", 1);
    add("valid/cats", 1);

    assertRefused(root, "has both val and valid for one split");
  }

  @Test
  void shouldSkipWithAWordWhatSystemsLeaveBehindAndLinksThatLeadUpwards() throws IOException {
    add("cats", 2);
    add("dogs", 2);
    add("__MACOSX/cats", 2);
    add("cats/@eaDir", 2);
    Files.write(root.resolve("dogs/Thumbs.db"), new byte[] {9});
    Files.createSymbolicLink(root.resolve("cats/again"), root);
    Files.createSymbolicLink(root.resolve("dogs/self"), root.resolve("dogs"));
    Files.createSymbolicLink(root.resolve("dogs/gone.jpg"), root.resolve("nowhere"));

    Dataset dataset = FolderDataset.list(root, StableSplit.SERVICE, 1);

    assertThat(dataset.labels()).containsExactly("cats", "dogs");
    assertThat(dataset.images()).hasSize(4);
    assertThat(dataset.notices())
        .filteredOn(notice -> notice.startsWith("skipped"))
        .hasSize(6)
        .anyMatch(notice -> notice.contains("__MACOSX"))
        .anyMatch(notice -> notice.contains("@eaDir"))
        .anyMatch(notice -> notice.contains("Thumbs.db"))
        .anyMatch(notice -> notice.contains("again: a link to a folder that contains it"))
        .anyMatch(notice -> notice.contains("self: a link to a folder that contains it"))
        .anyMatch(notice -> notice.contains("gone.jpg: a link that leads nowhere"));
  }

  @Test
  void shouldNameAnImageThatLiesInTwoClasses() throws IOException {
    Files.createDirectories(root.resolve("cats"));
    Files.createDirectories(root.resolve("dogs"));
    Files.writeString(root.resolve("cats/a.jpg"), "same");
    Files.writeString(root.resolve("dogs/b.jpg"), "same");
    Files.writeString(root.resolve("dogs/c.jpg"), "size");

    assertThat(FolderDataset.list(root, StableSplit.SERVICE, 1).notices())
        .containsExactly("the same image in several classes: cats/a.jpg, dogs/b.jpg");
  }

  @Test
  void shouldTakeFoldersThatLookAlikeForOneClass() throws IOException {
    add("Ka\u0308fer", 1);
    add("K\u00e4fer", 1);
    add("bag", 1);
    add("Bag", 1);

    Dataset dataset = FolderDataset.list(root, StableSplit.SERVICE, 1);

    assertThat(dataset.labels()).containsExactly("Bag", "K\u00e4fer", "bag");
    assertThat(dataset.notices())
        .contains("classes that differ in upper and lower case only: Bag, bag");
  }

  @Test
  void shouldTakeTrainForAClassAmongOthers() throws IOException {
    add("train", 3);
    add("car", 3);

    assertThat(FolderDataset.list(root, StableSplit.SERVICE, 1).labels())
        .containsExactly("car", "train");
  }

  @Test
  void shouldSkipHiddenFilesAndReadDeeperFolders() throws IOException {
    add("cats", 1);
    add("dogs/puppies", 1);
    add("dogs/.thumbnails", 1);
    add(".cache", 1);
    Files.write(root.resolve("cats/.DS_Store"), new byte[] {1});

    Dataset dataset = FolderDataset.list(root, StableSplit.SERVICE, 1);

    assertThat(dataset.images())
        .extracting(LabelledImage::id)
        .containsExactly("cats/0.jpg", "dogs/puppies/0.jpg");
  }

  @Test
  void shouldNameClassesWithTooFewImages() throws IOException {
    add("cats", 10);
    add("dogs", 10);
    add("birds", 9);

    Dataset dataset = FolderDataset.list(root);

    assertThat(dataset.labels()).containsExactly("cats", "dogs");
    assertThat(dataset.leftOut()).isEqualTo(Map.of("birds", 9));
    assertThat(dataset.images()).noneMatch(image -> image.label().equals("birds"));
  }

  @Test
  void shouldNameAClassWithoutImages() throws IOException {
    add("train/cats", 10);
    add("validation/dogs", 10);
    Files.createDirectories(root.resolve("train").resolve("birds"));

    Dataset dataset = FolderDataset.list(root, StableSplit.SERVICE, 1);

    assertThat(dataset.labels()).containsExactly("cats", "dogs");
    assertThat(dataset.leftOut()).isEqualTo(Map.of("birds", 0));
  }

  @Test
  void shouldSayWhatIsWrongWithAFolder() throws IOException {
    assertRefused(root.resolve("absent"), "absent does not exist: name a folder");
    assertRefused(root, "has no images: put them into one folder per class");
    Path file = Files.write(root.resolve("file.jpg"), new byte[1]);
    assertRefused(file, "is not a folder");
    add("cats", 12);
    assertRefused(root, "only the class cats with at least 10 images (found {cats=12})");
  }

  @Test
  void shouldRefuseAFolderWhoseNameIsTooLongForALabel() throws IOException {
    String name = "c".repeat(201);
    add("cats", 10);
    add(name, 10);

    assertRefused(root, name + " cannot name a class: ");
  }

  private static void assertRefused(Path folder, String message) {
    assertThatThrownBy(() -> FolderDataset.list(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(message);
  }

  private void add(String folder, int count) throws IOException {
    Path parent = Files.createDirectories(root.resolve(folder));
    for (int i = 0; i < count; i++) {
      Files.write(parent.resolve(i + ".jpg"), new byte[] {(byte) i});
    }
  }
}
