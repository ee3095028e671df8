import { places, routerFiles } from './places.ts';

/** Shell functions of the script that ends a trial: the files that were tried are kept, and the earlier ones come back to their places. */
export const putBackFiles = `
# What was tried is kept as well: nothing is lost.
keep_tried() {
  [ ! -d "$pending/tried" ] || return 0
  rm -rf "$pending/tried.new"
  copy_tried && mv -T "$pending/tried.new" "$pending/tried" && return 0
  # no room: the earlier files are what matters
  rm -rf "$pending/tried.new"
}

copy_tried() {
  mkdir -m 0700 "$pending/tried.new" && mkdir -m 0700 "$pending/tried.new/nixos" || return 1
  for name in ${routerFiles.join(' ')}; do
    [ ! -e "${places.etc}/$name" ] || cp -a "${places.etc}/$name" "$pending/tried.new/nixos/" || return 1
  done
  cp -a ${places.secrets} "$pending/tried.new/secrets"
}

# A copy is put beside its place first: half a file is never what counts. Without room for a copy the file itself is moved.
put_back() { # FROM TO NAMES...
  from=$1 to=$2
  shift 2
  rm -f "$to"/.naar-unfinished-* "$to"/.put-back.*
  for name; do
    if ! grep -qxF "$name" "$from.names"; then
      rm -f "$to/$name"
    elif [ -e "$from/$name" ] || [ -L "$from/$name" ]; then
      { cp -a "$from/$name" "$to/.put-back.$name" && mv -fT "$to/.put-back.$name" "$to/$name"; } ||
        { rm -f "$to/.put-back.$name"; mv -fT "$from/$name" "$to/$name"; } ||
        failed=1
    fi
  done
}
`;
