"""The data sets that have a name: a row each. (The digits that ship are the only other name.)

The checksums of what is fetched are the authors', as torchvision (MD5) and TensorFlow Datasets
(SHA-256) list them; those of contents were computed from the files. Where a content's is not known,
its shape is checked.
"""

import dataclasses
import string
from typing import Any

DIGITS = tuple(string.digits)
CAPITALS = tuple(string.ascii_uppercase)
UNLIKE = tuple("abdefghnqrt")  # small letters that EMNIST tells from their capitals


@dataclasses.dataclass(frozen=True)
class File:
    """An IDX file: its name without .gz, the shape of its array, and checksums, if known."""

    name: str
    shape: tuple[int, ...]
    published: str = ""  # of the .gz that is fetched, with its kind: "sha256:…"
    sha256: str | None = None  # of the content


@dataclasses.dataclass(frozen=True)
class Named:
    """A data set that `--dataset` knows by name."""

    name: str
    title: str
    files: tuple[File, File, File, File]  # training images, their labels, test images, their labels
    folders: tuple[str, ...]  # where the files may lie below a folder that is named
    mirrors: tuple[str, ...]  # where the files are fetched, or the archive that holds them
    credit: str
    classes: tuple[str, ...] = DIGITS
    one: str = "digit"
    many: str = "digits"
    variable: str = ""  # of the environment, which names their folder
    installed: str = ""  # a folder of the system
    validation: int = 10_000  # so many of the first training images, or of the last if below 0
    shuffled: bool = True  # whether the images are in random order
    transposed: bool = False  # whether rows and columns of the pictures are exchanged
    first: int = 0  # the first label
    archive: tuple[str, str] | None = None  # (name, checksum) of a zip that holds the files

    @property
    def words(self) -> dict[str, Any]:
        """What `from_arrays` should call its classes and its examples."""
        return {"classes": self.classes, "one": self.one, "many": self.many}


def _four(*sums: tuple[str, str | None]) -> tuple[File, File, File, File]:
    """MNIST's four files, with their checksums. Its likes have the same names and shapes."""
    n, m = 60_000, 10_000
    return (
        File("train-images-idx3-ubyte", (n, 28, 28), *sums[0]),
        File("train-labels-idx1-ubyte", (n,), *sums[1]),
        File("t10k-images-idx3-ubyte", (m, 28, 28), *sums[2]),
        File("t10k-labels-idx1-ubyte", (m,), *sums[3]),
    )


def _emnist(
    split: str,
    counts: tuple[int, int],
    classes: tuple[str, ...],
    words: tuple[str, str],
    first: int = 0,
) -> Named:
    """A split of EMNIST, all of which are in one archive."""
    files = tuple(
        File(f"emnist-{split}-{part}-{kind}", (count, *rest))
        for part, count in zip(("train", "test"), counts, strict=True)
        for kind, rest in (("images-idx3-ubyte", (28, 28)), ("labels-idx1-ubyte", ()))
    )
    return Named(
        name=f"emnist-{split}",
        title=f"EMNIST {split.title()}",
        files=files,  # type: ignore[arg-type]  # there are four
        folders=("EMNIST/raw", "raw", "", "gzip"),
        mirrors=("https://biometrics.nist.gov/cs_links/EMNIST/",),
        credit="G. Cohen, S. Afshar, J. Tapson, A. van Schaik (2017), from NIST's SD 19",
        classes=classes,
        one=words[0],
        many=words[1],
        variable="EMNIST_DIR",
        validation=-counts[1],  # as the authors do, as many as are for testing
        shuffled=False,
        transposed=True,
        first=first,
        archive=(
            "gzip.zip",
            "sha256:fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
        ),
    )


TABLE = (
    Named(
        name="mnist",
        title="MNIST",
        files=_four(
            (
                "sha256:440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            ),
            (
                "sha256:3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            ),
            (
                "sha256:8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            ),
            (
                "sha256:f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            ),
        ),
        folders=("", "MNIST/raw", "raw", "mnist"),
        mirrors=(
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        credit="Y. LeCun, C. Cortes, C. Burges, CC BY-SA 3.0",
        variable="MNIST_DIR",
    ),
    Named(
        name="fashion",
        title="Fashion-MNIST",
        files=_four(
            (
                "sha256:3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            ),
            (
                "sha256:a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            ),
            (
                "sha256:346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            ),
            (
                "sha256:67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            ),
        ),
        folders=("FashionMNIST/raw", "fashion-mnist", "raw", "", "fashion"),
        mirrors=(
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        ),
        credit="H. Xiao, K. Rasul, R. Vollgraf, Zalando SE (2017), MIT licence",
        classes=(
            *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
            *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
        ),
        one="garment",
        many="garments",
        variable="FASHION_MNIST_DIR",
        installed="/usr/share/datasets/fashion-mnist",  # Debian's package dataset-fashion-mnist
    ),
    Named(
        name="kmnist",
        title="KMNIST",
        files=_four(
            ("sha256:51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4", None),
            ("sha256:e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17", None),
            ("sha256:edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5", None),
            ("sha256:20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c", None),
        ),
        folders=("KMNIST/raw", "kmnist", "raw", ""),
        mirrors=("https://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
        credit="“KMNIST Dataset” (created by CODH), adapted from “Kuzushiji Dataset” (created by "
        "NIJL and others), doi:10.20676/00000341, CC BY-SA 4.0",
        classes=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
        one="character",
        many="characters",
        variable="KMNIST_DIR",
    ),
    Named(
        name="qmnist",
        title="QMNIST",
        files=(
            File(
                "qmnist-train-images-idx3-ubyte",
                (60_000, 28, 28),
                "md5:ed72d4157d28c017586c42bc6afe6370",
            ),
            File(
                "qmnist-train-labels-idx2-int",
                (60_000, 8),
                "md5:0058f8dd561b90ffdd0f734c6a30e5e4",
            ),
            File(
                "qmnist-test-images-idx3-ubyte",
                (60_000, 28, 28),
                "md5:1394631089c404de565df7b7aeaf9412",
            ),
            File(
                "qmnist-test-labels-idx2-int",
                (60_000, 8),
                "md5:5b5b05890a5e13444e108efe57b788aa",
            ),
        ),
        folders=("QMNIST/raw", "raw", "", "qmnist"),
        mirrors=("https://raw.githubusercontent.com/facebookresearch/qmnist/master/",),
        credit="C. Yadav, L. Bottou (2019), BSD licence, from NIST's SD 19",
        variable="QMNIST_DIR",
    ),
    _emnist("letters", (124_800, 20_800), CAPITALS, ("letter", "letters"), first=1),
    _emnist(
        "balanced", (112_800, 18_800), (*DIGITS, *CAPITALS, *UNLIKE), ("character", "characters")
    ),
    _emnist("digits", (240_000, 40_000), DIGITS, ("digit", "digits")),
    _emnist("mnist", (60_000, 10_000), DIGITS, ("digit", "digits")),
    _emnist(
        "byclass",
        (697_932, 116_323),
        (*DIGITS, *CAPITALS, *string.ascii_lowercase),
        ("character", "characters"),
    ),
    _emnist(
        "bymerge", (697_932, 116_323), (*DIGITS, *CAPITALS, *UNLIKE), ("character", "characters")
    ),
)

NAMED = {row.name: row for row in TABLE}


def likely(word: str) -> str:
    """The name of the data set that somebody may mean by another spelling, such as FashionMNIST;
    "" if there is none."""
    meant = _letters(word)
    return next((r.name for r in TABLE if meant in (_letters(r.name), _letters(r.title))), "")


def by_file(name: str) -> Named | None:
    """The data set whose name a file's name begins with: fashion-mnist_train.csv."""
    word = name.lower().replace("_", "-")
    for row in reversed(TABLE):  # emnist-mnist-train.csv is no mnist
        if word.startswith((f"{row.name}-", f"{row.title.lower().replace(' ', '-')}-")):
            return row
    return None


def _letters(word: str) -> str:
    return "".join(filter(str.isalnum, word.lower()))
