"""Stands in for CuPy where there is no GPU, as strict as CuPy about mixing host and device, or two devices.

Device arrays are never NumPy arrays and refuse to become one unasked; every operation wants the array's device to be
the current one. Kernels run on the CPU: NVRTC "compiles" a family to its name and the architecture, by which a module
is "loaded". Checked is what lies around them.
"""

import ctypes
import operator
import sys
from types import SimpleNamespace

import numpy as np

from arc_pipeline.backends import nvrtc as compiling
from arc_pipeline.backends.compiler import load_families

DEVICES = 2
_current = [0]


def take_the_place_of_cupy(monkeypatch):
    """For one test; what is compiled here is not kept."""
    here = sys.modules[__name__]
    monkeypatch.setitem(sys.modules, "cupy", here)
    monkeypatch.setitem(sys.modules, "cupy.cuda", cuda)
    monkeypatch.setattr(compiling, "kept", lambda name, make: make())
    monkeypatch.setattr(here, "_current", [0])
    return here


class DeviceArray:
    __array_ufunc__ = None  # NumPy scalars on the left leave the operation to us

    def __init__(self, host):
        assert type(host) is np.ndarray
        self.host, self.device_id = host, _current[-1]

    @property
    def here(self):
        if self.device_id != _current[-1]:
            raise ValueError(f"the array is on device {self.device_id}, the current one is {_current[-1]}")
        return self.host

    def __array__(self, *_, **__):
        raise TypeError("Implicit conversion to a NumPy array is not allowed. Please use `.get()`")

    def get(self):
        return self.here.copy()

    def __len__(self):
        return len(self.host)

    def __int__(self):
        return int(self.here)

    def __getitem__(self, index):
        return on_device(self.here[of_device(index)])

    def __setitem__(self, index, value):
        self.here[of_device(index)] = of_device(value)

    def __invert__(self):
        return on_device(~self.here)

    def astype(self, dtype):
        return on_device(self.here.astype(dtype))

    def copy(self):
        return on_device(self.here.copy())

    @property
    def data(self):
        return SimpleNamespace(ptr=self.host.ctypes.data)

    dtype = property(lambda self: self.host.dtype)
    shape = property(lambda self: self.host.shape)


def on_device(result):
    return DeviceArray(np.asarray(result))


def of_device(value):
    """What NumPy may see of an operand: device arrays and scalars, but no array of the host."""
    if isinstance(value, DeviceArray):
        return value.here
    if isinstance(value, tuple):
        return tuple(map(of_device, value))
    if isinstance(value, np.ndarray):
        raise TypeError("Unsupported type <class 'numpy.ndarray'>")
    return value


def _operator(name):
    compute = getattr(operator, name)
    return (
        lambda self, other: on_device(compute(self.here, of_device(other))),
        lambda self, other: on_device(compute(of_device(other), self.here)),
    )


for _name in ("add", "sub", "mul", "floordiv", "rshift", "lshift", "xor", "and_", "or_"):
    _word = _name.rstrip("_")
    _forward, _backward = _operator(_name)
    setattr(DeviceArray, f"__{_word}__", _forward)
    setattr(DeviceArray, f"__r{_word}__", _backward)
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(DeviceArray, f"__{_name}__", _operator(_name)[0])


def _made(name):
    """A function that makes an array of plain numbers."""
    return lambda *args, **kwargs: on_device(getattr(np, name)(*args, **kwargs))


def _of_arrays(name):
    """A function of device arrays, or of a list of them."""

    def call(*args, **kwargs):
        given = [[of_device(a) for a in arg] if isinstance(arg, list) else of_device(arg) for arg in args]
        return on_device(getattr(np, name)(*given, **kwargs))

    return call


class Device:
    def __init__(self, device=0):
        self.id = device

    def __enter__(self):
        _current.append(self.id)
        return self

    def __exit__(self, *_):
        _current.pop()

    def use(self):
        _current[-1] = self.id

    compute_capability = "75"
    attributes = {"MultiProcessorCount": 2}  # noqa: RUF012


class Event:
    """Time passes by one second with every event."""

    clock = 0

    def __init__(self):
        self.device_id, self.time = _current[-1], None

    def record(self):
        assert self.device_id == _current[-1]
        Event.clock += 1
        self.time = Event.clock

    def synchronize(self):
        assert self.time is not None, "an event that was never recorded"


class CUDADriverError(RuntimeError):
    pass


class NVRTCError(RuntimeError):
    pass


class Program:
    def __init__(self, source, name, headers, include_names):
        self.family, self.log, self.architecture = name.removesuffix(".cu"), "", None


def compile_program(program, options):
    (architecture,) = (option.partition("=")[2] for option in options if option.startswith("--gpu-architecture="))
    if int(architecture.partition("_")[2]) not in nvrtc.getSupportedArchs():
        program.log = "nvrtc: error: invalid value for --gpu-architecture (-arch)\n\0"
        raise NVRTCError("NVRTC_ERROR_INVALID_OPTION (5)")
    program.architecture = architecture


def image(program, kind):
    if not program.architecture.startswith(kind):
        raise RuntimeError("cubin is requested, but the real arch (sm_XX) is not provided")
    return f"{program.architecture} {program.family}".encode()


class Module:
    def load(self, image):
        architecture, family = image.decode().split()
        kind, capability = architecture.split("_")
        if kind == "sm" and capability != Device.compute_capability:
            raise CUDADriverError(
                "CUDA_ERROR_NO_BINARY_FOR_GPU: no kernel image is available for execution on the device"
            )
        if int(capability) > int(Device.compute_capability):
            raise CUDADriverError("CUDA_ERROR_INVALID_PTX: a PTX JIT compilation failed")
        self.library = load_families(families=[family])[family]
        self.device_id = _current[-1]

    def get_function(self, name):
        kernel = self.library[name]

        def launch(grid, block, args):
            (call,) = args
            assert self.device_id == _current[-1], "a kernel of another device's module"
            assert isinstance(call, np.ndarray), "CuPy passes arrays of the host by value"
            assert call.size == 1, "CuPy passes arrays of the host by value if they have one element"
            assert (len(grid), block) == (1, (128,))
            assert grid[0] >= 1, "CUDA refuses an empty launch"
            kernel(ctypes.c_void_p(call.ctypes.data))

        return launch


class CUDARuntimeError(RuntimeError):
    pass


def get_default_memory_pool():
    return SimpleNamespace(free_all_blocks=lambda: None)


def get_elapsed_time(start, stop):
    return 1000.0 * (stop.time - start.time)


__version__ = "stand-in"
nvrtc = SimpleNamespace(
    NVRTCError=NVRTCError,
    getVersion=lambda: (12, 4),
    getSupportedArchs=lambda: (50, 52, 53, 60, 61, 62, 70, 72, 75, 80, 86, 87, 89, 90),
    createProgram=Program,
    compileProgram=compile_program,
    getCUBIN=lambda program: image(program, "sm_"),
    getPTX=lambda program: image(program, "compute_"),
    getProgramLog=lambda program: program.log,
    destroyProgram=lambda program: None,
)
RANGES = []  # that are open
cuda = SimpleNamespace(
    nvrtc=nvrtc,
    nvtx=SimpleNamespace(RangePush=RANGES.append, RangePop=RANGES.pop),
    Device=Device,
    Event=Event,
    get_elapsed_time=get_elapsed_time,
    get_current_stream=lambda: SimpleNamespace(synchronize=lambda: None),
    function=SimpleNamespace(Module=Module),
    runtime=SimpleNamespace(
        CUDARuntimeError=CUDARuntimeError,
        getDeviceCount=lambda: DEVICES,
        getDeviceProperties=lambda device: {"name": b"Stand-in GPU"},
        memGetInfo=lambda: (1 << 28, 1 << 29),
        driverGetVersion=lambda: 12040,
    ),
)
empty, zeros, full, arange = map(_made, ("empty", "zeros", "full", "arange"))
where, concatenate, stack, searchsorted, cumsum, flatnonzero, ascontiguousarray = map(
    _of_arrays, ("where", "concatenate", "stack", "searchsorted", "cumsum", "flatnonzero", "ascontiguousarray")
)


def asarray(values, dtype=None):
    return values if isinstance(values, DeviceArray) else on_device(np.array(values, dtype=dtype))
