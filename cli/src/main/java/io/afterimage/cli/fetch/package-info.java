/**
 * Fetching published files once, and keeping them. Nothing is fetched unless a command is told to.
 */
package io.afterimage.cli.fetch;
