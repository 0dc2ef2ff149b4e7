"""Builds the compiled engine where that can be done; everywhere else the pure one serves."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import CompileError, LinkError

SOURCES = Path("converters", "engines", "core")

# In a checkout, `converters.engines.choice` compares it with the sources that lie there.
DIGEST = crc32(b"".join(it.read_bytes() for it in sorted(SOURCES.glob("*.[ch]")))) >> 1

CORE = Extension(
    "converters.engines._core",
    sorted(map(str, SOURCES.glob("*.c"))),
    define_macros=[("SOURCES_DIGEST", str(DIGEST))],
    depends=sorted(map(str, SOURCES.glob("*.h"))),
    # Where there is no compiler, or no headers of Python, installing goes on without it.
    optional=True,
)

GUARDS = (
    ["-fstack-protector-strong"],
    ["-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2"],
    ["-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=3"],
    ["-Wl,-z,relro,-z,now"],
)
"""Flags that let a fault of ours in C end the process, rather than be of use to an attacker."""


class GuardedBuild(build_ext):
    """Builds with those guards that the compiler and the linker know; with MSVC they are usual."""

    def build_extensions(self) -> None:
        """Build, and leave no folder in the file in which libraries would be looked for."""
        if self.compiler.compiler_type == "unix":
            # Some Pythons hand on the folder that they were built for.
            linker = self.compiler.linker_so
            self.compiler.linker_so = [it for it in linker if not it.startswith("-Wl,-rpath")]
            flags = [flag for guard in GUARDS if self.takes(guard) for flag in guard]
            for extension in self.extensions:
                extension.extra_compile_args += [it for it in flags if it[:4] != "-Wl,"]
                extension.extra_link_args += flags
        super().build_extensions()

    def takes(self, flags: list[str]) -> bool:
        """Tell whether the compiler and the linker take flags without a warning."""
        with TemporaryDirectory() as folder:
            source = Path(folder, "empty.c")
            source.write_text("#include <string.h>\nint empty(void) { return 0; }\n")
            strictly = ["-Werror", *flags]
            try:
                built = self.compiler.compile([str(source)], folder, extra_postargs=strictly)
                self.compiler.link_shared_object(
                    built, str(Path(folder, "empty.so")), extra_postargs=strictly
                )
            except (CompileError, LinkError):
                return False
        return True


# It knows how CPython lays objects out, and works under its lock.
can_be_built = sys.implementation.name == "cpython" and not sysconfig.get_config_var(
    "Py_GIL_DISABLED"
)

setup(ext_modules=[CORE] if can_be_built else [], cmdclass={"build_ext": GuardedBuild})
