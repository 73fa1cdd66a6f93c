import Glibc

/// How many columns of a terminal text takes.
package enum DisplayWidth {
    /// The columns of a character: 0 for combining marks, 2 for wide ones.
    package static func of(_ character: Character) -> Int {
        if character.isASCII { return 1 }
        return character.unicodeScalars.map(width).max() ?? 0
    }

    /// The columns of a text on one line.
    package static func of(_ text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + of($1) }
    }

    /// Source: Unicode Standard Annex 11, the ranges that terminals agree to draw wide.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
            0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff,
            0x20000...0x3fffd:
            2
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: 0
            default: 1
            }
        }
    }
}
