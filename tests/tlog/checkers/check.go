// Check a log by Go's own sumdb packages: check DIR KEY [PROOF.json ...]
//
// Everything is worked out again from the entries, every entry is read through TileHashReader, a
// thousand are proved, each head kept of a day is proved to be a beginning, every given proof to hold.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error, what string) {
	if err != nil {
		fmt.Fprintln(os.Stderr, what+":", err)
		os.Exit(1)
	}
}

func require(ok bool, what string) {
	if !ok {
		fmt.Fprintln(os.Stderr, what)
		os.Exit(1)
	}
}

func head(content []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(content, note.VerifierList(verifier))
	must(err, "signature")
	lines := strings.Split(opened.Text, "\n")
	require(len(lines) >= 3 && lines[0] == verifier.Name(), "origin")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err, "root")
	tree := tlog.Tree{N: size}
	require(copy(tree.Hash[:], root) == tlog.HashSize, "root")
	return tree
}

type files string

func (dir files) Height() int                             { return 8 }
func (dir files) SaveTiles(tiles []tlog.Tile, _ [][]byte) {}
func (dir files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

func entries(dir string, size int64) [][]byte {
	var found [][]byte
	for first := int64(0); first < size; first += 256 {
		tile := tlog.Tile{H: 8, L: 0, N: first / 256, W: 256}
		if size-first < 256 {
			tile.W = int(size - first)
		}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		content, err := os.ReadFile(filepath.Join(dir, path))
		must(err, "entries")
		for len(content) > 0 {
			length := int(binary.BigEndian.Uint16(content))
			found = append(found, content[2:2+length])
			content = content[2+length:]
		}
	}
	return found
}

type proof struct {
	Entry, Checkpoint string
	Index, Size       int64
	Path              []string
}

func main() {
	dir := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	must(err, "key")
	content, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must(err, "checkpoint")
	tree := head(content, verifier)

	var stored []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var found []tlog.Hash
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	leaves := entries(dir, tree.N)
	require(int64(len(leaves)) == tree.N, "entries are missing")
	for index, leaf := range leaves {
		hashes, err := tlog.StoredHashes(int64(index), leaf, own)
		must(err, "hashes")
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(tree.N, own)
	must(err, "tree")
	require(root == tree.Hash, "the root is not that of the entries")

	tiles := tlog.TileHashReader(tree, files(dir))
	for index := range leaves {
		hashes, err := tiles.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(index))})
		must(err, "tiles")
		require(hashes[0] == tlog.RecordHash(leaves[index]), "a tile is not that of the entries")
		if index%(1+len(leaves)/1000) != 0 {
			continue
		}
		path, err := tlog.ProveRecord(tree.N, int64(index), tiles)
		must(err, "proving")
		must(tlog.CheckRecord(path, tree.N, tree.Hash, int64(index), hashes[0]), "proof")
	}
	days, err := filepath.Glob(filepath.Join(dir, "sealing", "[0-9]*"))
	must(err, "days")
	for _, day := range days {
		content, err := os.ReadFile(day)
		must(err, day)
		old := head(content, verifier)
		path, err := tlog.ProveTree(tree.N, old.N, own)
		must(err, day)
		must(tlog.CheckTree(path, tree.N, tree.Hash, old.N, old.Hash), day)
	}
	for _, name := range os.Args[3:] {
		content, err := os.ReadFile(name)
		must(err, name)
		var told proof
		must(json.Unmarshal(content, &told), name)
		signed := head([]byte(told.Checkpoint), verifier)
		var path tlog.RecordProof
		for _, one := range told.Path {
			raw, err := hex.DecodeString(one)
			must(err, name)
			var hash tlog.Hash
			copy(hash[:], raw)
			path = append(path, hash)
		}
		must(tlog.CheckRecord(path, signed.N, signed.Hash, told.Index,
			tlog.RecordHash([]byte(told.Entry))), name)
	}
	fmt.Println("ok", tree.N, len(days), len(os.Args)-3)
}
