/**
 * Fetches published files once and caches them. Nothing is fetched unless a command asks for it.
 */
package io.afterimage.cli.fetch;
