package bank

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// files are the banks that come with the program; each names its source.
//
//go:embed shipped/*.yaml
var files embed.FS

// Shipped returns the banks that come with the program, by name. It reads them once, and all share the map: it must not be changed.
var Shipped = sync.OnceValues(func() (map[string]*Bank, error) {
	names, err := fs.Glob(files, "shipped/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("read the banks that come with the program: %w", err)
	}
	banks := map[string]*Bank{}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the banks that come with the program: %w", err)
		}
		b, left, err := Parse(name, string(text))
		if err == nil && len(left) > 0 {
			err = left[0]
		}
		if err != nil {
			return nil, err
		}
		banks[strings.TrimSuffix(path.Base(name), ".yaml")] = b
	}
	return banks, nil
})
