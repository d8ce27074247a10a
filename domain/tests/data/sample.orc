<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<!-- A small made-up file with the oddities of real ones. -->
<OpenRocketComponent>
  <Version>0.1</Version>
  <Materials>
    <Material UnitsOfMeasure="g/m2">
      <Name>Paper, kraft, bulk</Name>
      <Density>900.0</Density>
      <Type>BULK</Type>
    </Material>
    <Material UnitsOfMeasure="kg/m3">
      <Name>Paper, bulk</Name>
      <Density>.0011</Density>
      <Type>BULK</Type>
    </Material>
    <Material UnitsOfMeasure="kg/m3">
      <Name>Balsa, bulk</Name>
      <Density>120.0</Density>
      <Type>BULK</Type>
    </Material>
    <Material UnitsOfMeasure="kg/m2">
      <Name>Ripstop</Name>
      <Density>0.04</Density>
      <Type>SURFACE</Type>
    </Material>
    <Material UnitsOfMeasure="kg/m">
      <Name>Cord</Name>
      <Density>0.001</Density>
      <Type>LINE</Type>
    </Material>
  </Materials>
  <Components>
    <BodyTube>
      <Manufacturer>SEMROC</Manufacturer>
      <PartNumber>T-24-30</PartNumber>
      <Description>Body tube, 24 mm, PN T-24-30</Description>
      <Material Type="BULK">Paper, kraft, bulk</Material>
      <InsideDiameter Unit="mm">24.1</InsideDiameter>
      <OutsideDiameter Unit="in">0.976</OutsideDiameter>
      <Length Unit="cm">30</Length>
    </BodyTube>
    <BodyTube>
      <Manufacturer>Semroc</Manufacturer>
      <PartNumber>T 24-30</PartNumber>
      <Description>Body tube, again</Description>
      <Material Type="BULK">Paper, kraft, bulk</Material>
      <InsideDiameter Unit="mm">24.1</InsideDiameter>
      <OutsideDiameter Unit="mm">24.7904</OutsideDiameter>
      <Length Unit="mm">300</Length>
    </BodyTube>
    <BodyTube>
      <Manufacturer>Semrok</Manufacturer>
      <PartNumber>MT-18</PartNumber>
      <Description>Motor tube &amp; hook, 18 mm &lt;thin&gt; &#8960;</Description>
      <Description>Another description</Description>
      <Material Type="BULK">Paper, bulk</Material>
      <InsideDiameter Unit="mm">18.3</InsideDiameter>
      <OutsideDiameter Unit="mm">19.0</OutsideDiameter>
      <Length Unit="mm">70</Length>
    </BodyTube>
    <TubeCoupler>
      <Manufacturer>SEMROC</Manufacturer>
      <PartNumber>HTC-11</PartNumber>
      <Description>Tube coupler wider inside than outside</Description>
      <Material Type="BULK">Paper, kraft, bulk</Material>
      <InsideDiameter Unit="in">1.968</InsideDiameter>
      <OutsideDiameter Unit="in">1.128</OutsideDiameter>
      <Length Unit="in">1.25</Length>
    </TubeCoupler>
    <TubeCoupler>
      <Manufacturer>Estes</Manufacturer>
      <PartNumber>NB-20, 70152</PartNumber>
      <Description>Nose block, balsa</Description>
      <Material Type="BULK">Balsa, bulk</Material>
      <InsideDiameter>0</InsideDiameter>
      <OutsideDiameter Unit="in">0.708</OutsideDiameter>
      <Length Unit="in">0.75</Length>
    </TubeCoupler>
    <NoseCone>
      <Manufacturer>SEMROC</Manufacturer>
      <PartNumber>BC-926</PartNumber>
      <Description>Nose cone, balsa, 2.6", PN BC-926</Description>
      <Material Type="BULK">Balsa, bulk</Material>
      <Filled>true</Filled>
      <Shape>OGIVE</Shape>
      <OutsideDiameter Unit="in">0.998</OutsideDiameter>
      <ShoulderDiameter Unit="in">0.948</ShoulderDiameter>
      <ShoulderLength Unit="in">0.57</ShoulderLength>
      <Length Unit="in">2.6</Length>
    </NoseCone>
    <NoseCone>
      <Manufacturer>SEMROC</Manufacturer>
      <PartNumber>BC-926</PartNumber>
      <Description>Nose cone, balsa, 2.8", another part under the same number</Description>
      <Material Type="BULK">Balsa, bulk</Material>
      <Filled>true</Filled>
      <Shape>OGIVE</Shape>
      <OutsideDiameter Unit="in">0.998</OutsideDiameter>
      <ShoulderDiameter Unit="in"></ShoulderDiameter>
      <ShoulderLength>0</ShoulderLength>
      <Length Unit="in">2.8</Length>
    </NoseCone>
    <NoseCone>
      <Manufacturer>Estes</Manufacturer>
      <PartNumber>PRP-1H</PartNumber>
      <Description>Nose cone with the wall of a fortress</Description>
      <Material Type="BULK">Balsa, bulk</Material>
      <Shape>OGIVE</Shape>
      <OutsideDiameter Unit="in">1.3</OutsideDiameter>
      <ShoulderDiameter Unit="in">1.2</ShoulderDiameter>
      <ShoulderLength Unit="in">0.5</ShoulderLength>
      <Length Unit="in">4.25</Length>
      <Thickness Unit="in">4.25</Thickness>
    </NoseCone>
    <Transition>
      <Manufacturer>Estes</Manufacturer>
      <PartNumber>TA-520, 70002</PartNumber>
      <Description>Transition, balsa, increasing</Description>
      <Material Type="BULK">Balsa, bulk</Material>
      <Shape>CONICAL</Shape>
      <Filled>true</Filled>
      <ForeOutsideDiameter Unit="in">0.541</ForeOutsideDiameter>
      <ForeShoulderDiameter Unit="in">0.515</ForeShoulderDiameter>
      <ForeShoulderLength Unit="in">0.5</ForeShoulderLength>
      <AftOutsideDiameter Unit="in">0.736</AftOutsideDiameter>
      <AftShoulderDiameter Unit="in">0.710</AftShoulderDiameter>
      <AftShoulderLength Unit="in">0.5</AftShoulderLength>
      <Length Unit="in">0.75</Length>
    </Transition>
    <Transition>
      <Manufacturer>Estes</Manufacturer>
      <PartNumber>TA-520 [R], 70002</PartNumber>
      <Description>Transition, balsa, reducing</Description>
      <Material Type="BULK">Balsa, bulk</Material>
      <Shape>CONICAL</Shape>
      <Filled>true</Filled>
      <ForeOutsideDiameter Unit="in">0.736</ForeOutsideDiameter>
      <ForeShoulderDiameter Unit="in">0.710</ForeShoulderDiameter>
      <ForeShoulderLength Unit="in">0.5</ForeShoulderLength>
      <AftOutsideDiameter Unit="in">0.541</AftOutsideDiameter>
      <AftShoulderDiameter Unit="in">0.515</AftShoulderDiameter>
      <AftShoulderLength Unit="in">0.5</AftShoulderLength>
      <Length Unit="in">0.75</Length>
    </Transition>
    <BulkHead>
      <Manufacturer>BalsaMachining</Manufacturer>
      <PartNumber>NB80-4</PartNumber>
      <Description>Bulkhead in the wrong unit</Description>
      <Material Type="BULK">Balsa, bulk</Material>
      <Filled>true</Filled>
      <OutsideDiameter Unit="mm">2.558</OutsideDiameter>
      <Length Unit="in">4.00</Length>
    </BulkHead>
    <CenteringRing>
      <Manufacturer>Rocketarium</Manufacturer>
      <PartNumber>CR5060-W</PartNumber>
      <Description>1.593x.978x.125thk lite-ply</Description>
      <Material Type="BULK">Balsa, bulk</Material>
      <InsideDiameter Unit="in">0.978</InsideDiameter>
      <OutsideDiameter Unit="in">1.238</OutsideDiameter>
      <Length Unit="in">0.125</Length>
    </CenteringRing>
    <Parachute>
      <Manufacturer>LOC Precision</Manufacturer>
      <PartNumber>LP-18</PartNumber>
      <Description>Parachute, nylon, 18"</Description>
      <Material Type="SURFACE">Ripstop</Material>
      <Diameter Unit="in">18</Diameter>
      <Sides>8</Sides>
      <LineCount>8</LineCount>
      <LineLength Unit="in">18</LineLength>
      <LineMaterial Type="LINE">Cord</LineMaterial>
    </Parachute>
    <Streamer>
      <Manufacturer>Nobody at all</Manufacturer>
      <PartNumber>S-1</PartNumber>
      <Description>Streamer</Description>
      <Material Type="SURFACE">Ripstop</Material>
      <Width Unit="in">2</Width>
      <Length Unit="in">20</Length>
    </Streamer>
    <LaunchLug>
      <Manufacturer>Estes</Manufacturer>
      <Description>Launch lug without a number</Description>
      <InsideDiameter Unit="in">0.156</InsideDiameter>
      <OutsideDiameter Unit="in">0.173</OutsideDiameter>
      <Length>2.4</Length>
    </LaunchLug>
    <BodyTube>
      <Manufacturer>BalsaMachining</Manufacturer>
      <PartNumber>RB-1</PartNumber>
      <Description>One white rail button</Description>
      <InsideDiameter Unit="in">0.19</InsideDiameter>
      <OutsideDiameter Unit="in">0.5</OutsideDiameter>
      <Length Unit="in">0.565</Length>
    </BodyTube>
  </Components>
</OpenRocketComponent>
