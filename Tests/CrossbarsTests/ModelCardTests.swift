import Crossbars
import Foundation
import Testing

/// What a transistor's card may hold: it becomes a part of a circuit word for word.
@Suite struct ModelCardTests {
  private func refusal(_ text: String, name: String = "nch") -> AccessTransistor.ModelCard.Refusal?
  {
    AccessTransistor.ModelCard(file: "n.lib", name: name, text: text).refusal
  }

  @Test func `the card of this project is accepted`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("netlists/technologies/nmos-90x45-bsim4.lib")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(refusal(text, name: "access90x45") == nil)
    #expect(refusal(text.replacing("\n", with: "\r\n"), name: "ACCESS90X45") == nil)
  }

  @Test(arguments: [
    ".model nch nmos level=54 version=4.8.1 toxe=1.75n vth0=0.4",
    ".MODEL NCH NMOS (LEVEL = 14\n+ VTH0 = +.4 )",
    "* comment\n\n.model nch nmos\n* between\n+ level = 14 u0 = 0.05\n+k1=0.4",
    ".model nch nmos vto=0.4 kp=100u",
    ".model nch nmos level=14 lvth0=1e-9 wvth0=0 pvth0=-1e-16 noia=6.25e41 ndep=1.7e17 rbpb=50",
  ])
  func `cards as they are published are accepted`(text: String) {
    #expect(refusal(text) == nil, "\(refusal(text)?.found ?? "")")
  }

  private static let head = ".model nch nmos level=14\n"

  /// Cards with the line, and a word of where or what is complained about.
  static let faults: [(String, Int, String)] = [
    ("", 1, "no card"), ("* nothing\n", 1, "no card"), ("*# shell touch x\n" + head, 1, "command"),
    ("* a\n *# shell touch x\n" + head, 2, "command"),
    ("** # shell touch x\n" + head, 1, "command"),
    (head + "*#shell touch x\n", 2, "command"), (head + ".control\n", 2, ".control"),
    (head + ".include /etc/passwd\n", 2, ".include"), (head + ".lib x\n", 2, ".lib"),
    (head + "r1 a b 1\n", 2, "r1"), (head + ".model nch nmos vth0=1\n", 2, ".model"),
    (".include x\n", 1, ".include"), (".model nch pmos level=14\n", 1, "pmos"),
    (".model other nmos\n", 1, "other"),
    (".model nch nmosx\n", 1, "nmosx"), (".model nch\n", 1, ".model"),
    (head + "+ vth0={1/0}\n", 2, "parameter vth0"), (head + "+ vth0='1+1'\n", 2, "parameter vth0"),
    (head + "+ vth0=nan\n", 2, "parameter vth0"), (head + "+ vth0=inf\n", 2, "parameter vth0"),
    (head + "+ vth0=1e400\n", 2, "parameter vth0"), (head + "+ vth0=0x10\n", 2, "parameter vth0"),
    (head + "+ vth0=1e300t\n", 2, "parameter vth0"), (head + "+ vth0=101\n", 2, "parameter vth0"),
    (head + "+ vth0=\n", 2, "vth0"), (head + "+ vth0 0.4\n", 2, "vth0"),
    (head + "+ vth0\n", 2, "vth0"),
    (head + "+ vth0=0.4x\n", 2, "parameter vth0"),
    (head + "+ vthzero=0.9\n", 2, "parameter vthzero"),
    (head + "+ u0=0.05\n+ vth0=0.4 vth0=0.5\n", 3, "parameter vth0"),
    (head + "+ tnom=-300\n", 2, "parameter tnom"),
    (head + "+ level=14\n", 2, "parameter level"),
    (".model nch nmos level=2\n", 1, "parameter level"),
    (".model nch nmos level=14.5\n", 1, "parameter level"),
    (".model nch nmos vth0=0.4\n", 1, "parameter vth0"),
    (head + "+ version=3.2\n", 2, "parameter version"), (head + "+ (vth0=0.4)\n", 2, "("),
    (".model nch nmos (level=14\n", 1, "bracket"), (head + "+ vth0=0.4; .control\n", 2, ";"),
    (head + "+ vth0=0.4 $ shell\n", 2, "$"), (head + "* text \\\\\n", 2, "backslash"),
    (head + "* \u{1b}[2J\n", 2, "control"), ("* a\u{2028}.include x\n" + head, 2, ".include"),
    (head + "+ vth0=0.4 ä=1\n", 2, "ä"), (head + "+ off=1\n", 2, "parameter off"),
    (head + "+ epsrox=0\n", 2, "parameter epsrox"), (head + "+ toxe=0\n", 2, "parameter toxe"),
  ]

  @Test(arguments: faults)
  func `anything else is refused with line and parameter`(text: String, line: Int, word: String) {
    let refusal = refusal(text)
    #expect(refusal?.location.hasPrefix("line \(line)") == true, "\(String(describing: refusal))")
    let complaint = "\(refusal?.location ?? ""): \(refusal?.found ?? "")"
    let hasWord = complaint.contains(word)
    #expect(hasWord, "\(complaint)")
  }
}
