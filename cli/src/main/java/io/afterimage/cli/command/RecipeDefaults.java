package io.afterimage.cli.command;

import io.afterimage.cli.recipes.Recipe;
import io.afterimage.client.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A recipe's settings as the defaults of a command's options: what the command line says wins.
 *
 * @param recipe the settings
 */
record RecipeDefaults(Recipe recipe) implements IDefaultValueProvider {

  private static final String DASHES = "--";

  /**
   * Checks that the command has every option that the recipe sets.
   *
   * @throws CommandFailure naming those that it has not
   */
  static void apply(Recipe recipe, CommandSpec command) {
    List<String> unknown = new ArrayList<>(recipe.settings().keySet());
    unknown.removeIf(name -> command.findOption(DASHES + name) != null);
    if (!unknown.isEmpty()) {
      throw new CommandFailure(
          "recipe %s sets %s, which '%s' does not have as options"
              .formatted(recipe.source(), unknown, command.qualifiedName()));
    }
    command.defaultValueProvider(new RecipeDefaults(recipe));
  }

  /** Null, in picocli's terms, leaves the option's own default. */
  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String value = recipe.settings().get(option.longestName().substring(DASHES.length()));
    boolean isLeftOut = option.arity().min() == 0 && "false".equals(value);
    return isLeftOut ? null : value;
  }
}
