/**
 * The options of a training schedule, in one table: what the trainer's configuration, the overrides
 * of a command, flags, recipes, the JSON Schema and the documentation have in common.
 */
package io.afterimage.schemas.schedule;
