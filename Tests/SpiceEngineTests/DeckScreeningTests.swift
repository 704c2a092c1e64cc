import SpiceEngine
import Testing

@Suite struct DeckScreeningTests {
  private func refusal(_ deck: String) -> String? {
    DeckScreening.refusal(ofDeck: Array(deck.utf8))
  }

  @Test(arguments: [
    "title\nr1 a 0 1k\n.end\n", "title\nr1 a 0 1k\n.END", "title\r\nr1 a 0 1k\r\n.end\r\n\r\n",
    "\nr1 a 0 1k\n.end\n", "* title\n* a comment\nr1 a 0\n+ 1k\n.options temp=27\n.op\n.end\n\n\n",
    "t\n.param x=1\n.subckt c a b\nr1 a b {x}\n.ends\nx1 1 0 c\n.model d d(is=1)\n.end\n",
    "t\n.func f(x) {x*x}\nr1 a 0 1k ; a comment with ß\n.dc v1 0 1 1\n.end\n",
  ])
  func `a deck of elements and harmless cards is data`(deck: String) {
    #expect(refusal(deck) == nil)
  }

  @Test(arguments: [
    ("", "no elements"), ("title", "no elements"), ("r1 a 0 1k\n.end\n", "no elements"),
    ("title\nr1 a 0 1k\n", "does not end"), ("t\nr1 a 0 1k\n.end\nr2 a 0 1k\n", "line 4"),
    ("t\nr1 a 0 1k\n.control\nop\n.endc\n.end\n", "line 3"),
    (".control\nr1 a 0 1k\n.end\n", "line 1"), ("*# shell x\nr1 a 0 1k\n.end\n", "line 1"),
    ("t\n \t.CONTROL\nr1 a 0 1k\n.end\n", "line 2"), ("t\n  *# quit\nr1 a 0 1\n.end", "line 2"),
    ("t\n.include x\nr1 a 0 1k\n.end\n", ".include"), ("t\n.inc x\nr1 a 0 1\n.end\n", ".inc"),
    ("t\n.lib x\nr1 a 0 1k\n.end\n", ".lib"), ("t\n.foo\nr1 a 0 1k\n.end\n", ".foo"),
    ("t\nr1 a 0 1k\u{0}\n.end\n", "control character 0"),
    ("t\nr1 a 0 1k\u{B}.control\n.end\n", "control character 11"),
  ])
  func `whatever else a deck holds is refused with its line`(deck: String, reason: String) {
    let found = refusal(deck)
    #expect(found?.contains(reason) == true, "found \(found ?? "no refusal")")
  }

  @Test(arguments: [
    "op", "dc vidx 0 63 1", "DC V1 1 -1 -0.5", "dc v1 0 1 1e-3", "dc v1 0 0 1",
    "dc v1 0 1 1 v2 0 1 .5", "tran 1e-12 1e-9 0 1e-10", "TRAN 1e-12 1e-12 0 1e-12",
  ])
  func `an operating point, complete sweeps and bounded transients are analyses`(analysis: String) {
    #expect(DeckScreening.refusal(ofAnalysis: analysis) == nil)
  }

  @Test(arguments: [
    "", "op;quit", "run", "shell ls", "dc v1 0 1", "dc v1 0 1 0", "dc v1 0 1 -1", "dc v1 0 nan 1",
    "dc v1 0 inf 1", "dc v1 0 1 1 v2 0 1", "op\nop", "op > file", "dc v1 0 1k 1", "ac dec 1 1 1",
    "tran 1e-12 1e-9", "tran 1e-12 1e-9 0", "tran 1e-12 1e-9 1e-10 1e-10", "tran 0 1e-9 0 1e-10",
    "tran 1e-12 1e-9 0 0", "tran 1e-12 -1e-9 0 1e-10", "tran 1e-12 inf 0 1e-10",
    "tran 1e-12 1e-9 0 1e-8", "tran 1e-8 1e-9 0 1e-9", "tran 1e-12 1e-9 0 1e-10 uic",
    "tran 1p 1n 0 1p",
  ])
  func `no other command is an analysis`(analysis: String) {
    #expect(DeckScreening.refusal(ofAnalysis: analysis) != nil)
  }

  @Test(arguments: ["v(b_0_0)", "i(vsense0)", "V(B)", "v(x1.a)", "i(v.x1.v1)"])
  func `voltages and currents are vectors`(name: String) {
    #expect(DeckScreening.refusal(ofVectors: [name]) == nil)
  }

  @Test(arguments: ["pi", "all", "v()", "v(a", "@r1[i]", "v(a,b)", "v(a)+1", "x(a)", "", "v(a)`x`"])
  func `anything else is no vector`(name: String) {
    #expect(DeckScreening.refusal(ofVectors: ["v(a)", name]) != nil)
  }

  @Test func `time is a vector of transients alone`() {
    #expect(DeckScreening.refusal(ofVectors: ["time", "v(a)"], isTransient: true) == nil)
    #expect(DeckScreening.refusal(ofVectors: ["time", "v(a)"]) != nil)
    #expect(DeckScreening.refusal(ofVectors: ["times"], isTransient: true) != nil)
  }

  @Test func `no vectors are no job`() {
    #expect(DeckScreening.refusal(ofVectors: []) != nil)
  }
}
