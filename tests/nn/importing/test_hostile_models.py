"""Files of models that lie, or would run code: each is refused in a sentence, in little memory."""

import io
import json
import os
import pickle
import struct
import zipfile

import numpy as np
import pytest
from data_files import Exploit, peak_memory, the_sentence

from nn.importing import files

LITTLE = 3 * 2**26  # bytes: far fewer than the 10 GB that the files below claim
HUGE = 10**10


def refused(path, *mentions):
    """The sentence with which a file is refused, after a check of the memory that this takes."""
    sentence = the_sentence(lambda: files.read(path), *mentions)
    assert peak_memory(lambda: files.read(path)) < LITTLE
    return sentence


def zipped(path, members, packing=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def of_torch(path, pickled, **records):
    """A file as torch.save writes it, with this pickle."""
    named = {"m/data.pkl": pickled, "m/version": "3\n", "m/byteorder": "little"}
    named |= {f"m/data/{key}": content for key, content in records.items()}
    return zipped(path, named, zipfile.ZIP_STORED)


def npy(shape, content=b""):
    buffer = io.BytesIO()
    header = {"descr": "<f4", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue() + content


def safetensors(path, header, content=b""):
    header = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + content)
    return path


def sound(tmp_path):
    """A sound file of each format that can be written here."""
    W, b = np.ones((3, 4), np.float32), np.zeros(3, np.float32)
    np.savez(tmp_path / "m.npz", W1=W, b1=b)
    entry = {"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 48]}
    made = [
        tmp_path / "m.npz",
        safetensors(tmp_path / "m.safetensors", {"a.W": entry}, W.tobytes()),
    ]
    torch = pytest.importorskip("torch")
    torch.save({"a.weight": torch.ones(3, 4)}, tmp_path / "m.pt")
    onnx, h5py = pytest.importorskip("onnx"), pytest.importorskip("h5py")
    make = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMul", ["x", "W"], ["y"])],
        "g",
        [make("x", 1, ["n", 4])],
        [make("y", 1, ["n", 3])],
        [onnx.numpy_helper.from_array(W.T.copy(), "W")],
    )
    onnx.save_model(onnx.helper.make_model(graph, ir_version=8), tmp_path / "m.onnx")
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file["dense/kernel"] = W.T
    return [*made, tmp_path / "m.pt", tmp_path / "m.onnx", tmp_path / "m.h5"]


def test_a_file_that_was_cut_short_is_refused(tmp_path):
    for path in sound(tmp_path):
        assert files.read(path).layers
        content = path.read_bytes()
        for length in (1, 9, len(content) // 2, len(content) - 1):
            path.write_bytes(content[:length])
            if path.suffix == ".onnx" and length == len(content) - 1:
                continue  # the version of the operations, which is last
            refused(path, path)


def test_any_single_damaged_byte_ends_in_a_sentence_or_in_layers(tmp_path):
    from nn.errors import DownhillError

    for path in sound(tmp_path):
        content = path.read_bytes()
        for place in range(0, len(content), max(1, len(content) // 60)):
            damaged = bytearray(content)
            damaged[place] ^= 0x41
            path.write_bytes(damaged)
            try:
                assert files.read(path).layers
            except DownhillError as error:
                assert "\n" not in str(error)


def test_a_pickle_runs_nothing(tmp_path):
    trap, there = tmp_path / "trap", pickle.dumps(Exploit(tmp_path / "trap"), 2)
    for name in ("m.pkl", "m.joblib", "m.sav"):
        (tmp_path / name).write_bytes(there)
        refused(tmp_path / name, "is a pickle", "skops.io.dump", "skl2onnx.to_onnx")
    (tmp_path / "m.onnx").write_bytes(pickle.dumps(Exploit(trap)))
    refused(tmp_path / "m.onnx", "is a pickle")
    pytest.importorskip("torch")
    path = of_torch(tmp_path / "m.pt", there)
    refused(path, "would call", "getattr", "torch.save(model.state_dict(), PATH)")
    refused(of_torch(path, pickle.dumps(Exploit(trap))), "would call")
    objects = io.BytesIO()
    np.lib.format.write_array(objects, np.array([Exploit(trap)]), allow_pickle=True)
    zipped(tmp_path / "m.npz", {"W1.npy": objects.getvalue()}, zipfile.ZIP_STORED)
    refused(tmp_path / "m.npz", "Python objects")
    assert not trap.exists()


def test_whole_modules_and_old_checkpoints_are_refused_with_the_way_around(tmp_path):
    torch = pytest.importorskip("torch")
    path = tmp_path / "m.pt"
    torch.save(torch.nn.Linear(4, 3), path)
    refused(path, "torch.nn.modules.linear.Linear", "a whole module", "model.state_dict()")
    torch.save({"a.weight": torch.ones(3, 4)}, path, _use_new_zipfile_serialization=False)
    refused(path, "before version 1.6", "weights_only=True")
    torch.jit.save(torch.jit.script(torch.nn.Linear(4, 3)), path)
    refused(path, "TorchScript")


def test_10_gb_in_a_header_are_not_allocated(tmp_path):
    claim = {"dtype": "F32", "shape": [HUGE // 4], "data_offsets": [0, HUGE]}
    path = tmp_path / "m.safetensors"
    refused(safetensors(path, {"a": claim}), "does not hold the bytes of a")
    claim["data_offsets"] = [0, 4]
    refused(safetensors(path, {"a": claim}, b"1234"), "claims the shape")
    path.write_bytes(struct.pack("<Q", HUGE) + b"{}")
    refused(path, "cut short")
    refused(zipped(tmp_path / "m.npz", {"W1.npy": npy((HUGE // 4, 1))}, 0), "as many bytes")

    zipped(tmp_path / "m.skops", {"schema.json": _schema(), "a.npy": npy((HUGE // 4, 1))})
    refused(tmp_path / "m.skops", "as many bytes")


def _schema():
    array = {"__class__": "ndarray", "__loader__": "NdArrayNode", "type": "numpy", "file": "a.npy"}
    content = {"coef_": array, "intercept_": array}
    inner = {"__class__": "dict", "__loader__": "DictNode", "content": content}
    made = {"__class__": "LogisticRegression", "__module__": "sklearn.linear_model"}
    return json.dumps({**made, "__loader__": "ObjectNode", "content": inner})


def test_the_same_numbers_under_many_names_are_not_copied_for_each(tmp_path):
    claims = {
        f"a{i}": {"dtype": "F32", "shape": [2**20], "data_offsets": [0, 2**22]} for i in range(99)
    }
    refused(safetensors(tmp_path / "m.safetensors", claims, bytes(2**22)), "share their bytes")
    schema = json.loads(_schema())
    inner = schema["content"]["content"]
    inner |= {f"a{i}": inner["coef_"] for i in range(9_999)}
    members = {"schema.json": json.dumps(schema), "a.npy": npy((2**16,), bytes(2**18))}
    refused(zipped(tmp_path / "m.skops", members), "claims to unpack to")
    torch = pytest.importorskip("torch")
    numbers = torch.zeros(2**10, 2**8)
    torch.save({f"a{i}.weight": numbers for i in range(9_999)}, tmp_path / "m.pt")
    refused(tmp_path / "m.pt", "claims to unpack to")


def test_10_gb_in_a_checkpoint_are_not_allocated(tmp_path):
    torch = pytest.importorskip("torch")
    path = tmp_path / "m.pt"
    torch.save({"a.weight": torch.ones(1).expand(HUGE // 4, 1)}, path)
    refused(path, "claims to unpack to 10,000,000,000 bytes")
    torch.save({"a.weight": torch.ones(3, 4)}, path)
    with zipfile.ZipFile(path) as archive:
        pickled = archive.read("m/data.pkl")
    assert pickled.count(b"K\x0c") == 1  # 12, the numbers that the storage has
    longer = pickled.replace(b"K\x0c", b"J" + struct.pack("<i", 2**31 - 1))
    refused(of_torch(path, longer, **{"0": bytes(48)}), path)


def test_10_gb_in_onnx_are_not_allocated(tmp_path):
    onnx = pytest.importorskip("onnx")
    path = next(path for path in sound(tmp_path) if path.suffix == ".onnx")
    model = onnx.load(path)
    model.graph.initializer[0].dims[:] = [HUGE, 3]
    path.write_bytes(model.SerializeToString())
    refused(path, "claims the shape (10000000000, 3) for W")


def test_data_of_onnx_outside_the_folder_are_not_read(tmp_path):
    onnx = pytest.importorskip("onnx")
    (tmp_path / "in").mkdir()
    path = next(path for path in sound(tmp_path) if path.suffix == ".onnx")
    model = onnx.load(path)
    tensor = model.graph.initializer[0]
    content = tensor.raw_data
    (tmp_path / "secret").write_bytes(content)
    (tmp_path / "in" / "beside").write_bytes(content)
    (tmp_path / "in" / "link").symlink_to(tmp_path / "secret")
    path = tmp_path / "in" / "m.onnx"
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL

    def looking_at(location, **more):
        del tensor.external_data[:]
        for key, value in {"location": location, **more}.items():
            tensor.external_data.add(key=key, value=str(value))
        path.write_bytes(model.SerializeToString())

    for location in ("../secret", "../../../../etc/passwd", str(tmp_path / "secret"), "link"):
        looking_at(location)
        refused(path, "which is outside its folder")
    looking_at("beside", length=HUGE)
    refused(path, "looks for W from byte 0 to 10,000,000,000")
    looking_at("missing")
    refused(path, "copy both files")
    looking_at("beside", offset=0, length=len(content))
    assert files.read(path).layers


def test_10_gb_in_hdf5_are_not_allocated(tmp_path):
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "m.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("dense/kernel", (HUGE // 40, 10), "f4", fillvalue=1)
    refused(path, "holds none of it")
    with h5py.File(path, "w") as file:
        zeros = {"compression": "gzip", "chunks": (HUGE // 400, 10)}
        made = file.create_dataset("dense/kernel", (HUGE // 40, 10), "f4", **zeros)
        made.id.write_direct_chunk((0, 0), b"x\x9c" + bytes(40))
    refused(path, "claims to unpack to")
    with h5py.File(path, "w") as file:
        made = file.create_dataset(
            "dense/kernel", (4,), "f4", chunks=(HUGE // 4,), maxshape=(None,)
        )
        made.id.write_direct_chunk((0,), bytes(16))
    refused(path, "claims to unpack to")


def test_links_and_data_elsewhere_in_hdf5_are_not_followed(tmp_path):
    h5py = pytest.importorskip("h5py")
    path, other = tmp_path / "m.h5", tmp_path / "other.h5"
    (tmp_path / "raw").write_bytes(np.ones(12, np.float32).tobytes())
    with h5py.File(other, "w") as file:
        file["kernel"] = np.ones((4, 3), np.float32)
    for link in (h5py.ExternalLink(str(other), "kernel"), h5py.SoftLink("/elsewhere")):
        with h5py.File(path, "w") as file:
            file.attrs["layer_names"] = ["dense"]
            file.create_group("dense").attrs["weight_names"] = ["kernel"]
            file["elsewhere"] = np.ones((4, 3), np.float32)
            file["dense/kernel"] = link
        refused(path, "in another place")
    with h5py.File(path, "w") as file:
        outside = [(str(tmp_path / "raw"), 0, 48)]
        file.create_dataset("dense/kernel", (4, 3), "f4", external=outside)
    refused(path, "in another file")


def test_zip_bombs_are_refused(tmp_path):
    bomb = bytes(2**25)
    for name, members in {
        "m.keras": {"config.json": "{}", "model.weights.h5": bomb},
        "m.skops": {"schema.json": "{}", "a.npy": bomb},
        "m.pt": {"m/data.pkl": b"\x80\x02}.", "m/data/0": bomb},
        "m.npz": {"W1.npy": bomb},
    }.items():
        path = zipped(tmp_path / name, members)
        assert os.path.getsize(path) < 2**20
        sentence = the_sentence(lambda path=path: files.read(path))
        assert "unpack" in sentence, sentence


def test_what_is_no_model_is_told_what_would_be(tmp_path):
    (tmp_path / "notes.txt").write_text("weights, biases")
    refused(tmp_path / "notes.txt", "in no format that is read", "safetensors")
    refused(tmp_path / "missing.pt", "there is no file")
    refused(tmp_path, "is a folder", "--checkpoints")
    (tmp_path / "empty.onnx").write_bytes(b"")
    refused(tmp_path / "empty.onnx", "is empty")
    (tmp_path / "saved_model.pb").write_bytes(b"\x08\x01")
    refused(tmp_path, "SavedModel", "python -m tf2onnx.convert --saved-model")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="pipe"):
        files.read(tmp_path / "pipe")
